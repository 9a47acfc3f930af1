/* Check a release of Actas: in its pages (with site/check.js), or with Node.
 *
 *     node verify.js [PATH] [--key VKEY]... [--json]
 *
 * It verifies the Ed25519 signatures of the log's signed head, hashes every entry (RFC 6962
 * section 2.1), compares every tile, and adds the votes up again. It does NOT check ML-DSA-44
 * signatures; `actas verify` does. What it shows: nothing was changed or removed since the head
 * was signed. It cannot show that what was entered is true. It sends nothing. */
'use strict';

(() => {
  const WIDTH = 256;
  const say = (message, values = {}) =>
    (say.words[message] || message).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  say.words = {};
  const altered = (path) => say('{path} is missing or was altered', { path });

  class Bad extends Error {} // something does not have the form that it must have

  // --- bytes ---

  const join = (...parts) => {
    const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      made.set(part, at);
      at += part.length;
    }
    return made;
  };
  const utf8 = (text) => new TextEncoder().encode(text);
  const text = (bytes) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
  const number = (bytes) => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);

  /** Bytes of canonical base64. */
  function unbase64(encoded) {
    try {
      const data = atob(encoded);
      if (btoa(data) === encoded) return Uint8Array.from(data, (char) => char.charCodeAt(0));
    } catch { /* told below */ }
    throw new Bad(say('malformed base64'));
  }

  // --- RFC 6962 section 2.1: hashes of the tree ---

  const subtle = globalThis.crypto?.subtle;
  const sha256 = async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes));
  const leafHash = (entry) => sha256(join([0], entry));
  const nodeHash = (left, right) => sha256(join([1], left, right));

  /** Joins neighbours layer by layer; a last single one goes up as it is. */
  async function treeRoot(layer) {
    if (!layer.length) return sha256(new Uint8Array());
    while (layer.length > 1) {
      const pairs = [];
      for (let at = 0; at + 1 < layer.length; at += 2) {
        pairs.push(nodeHash(layer[at], layer[at + 1]));
      }
      layer = [...(await Promise.all(pairs)), ...layer.slice(layer.length - (layer.length % 2))];
    }
    return layer[0];
  }

  /** The root that an inclusion path leads to (RFC 9162 section 2.1.3.2), or null. */
  async function rootFromPath(hash, index, size, path) {
    let last = size - 1;
    for (const sibling of path) {
      if (last === 0) return null;
      if (index % 2 || index === last) {
        hash = await nodeHash(sibling, hash);
        while (index % 2 === 0 && index) [index, last] = [index / 2, Math.floor(last / 2)];
      } else {
        hash = await nodeHash(hash, sibling);
      }
      [index, last] = [Math.floor(index / 2), Math.floor(last / 2)];
    }
    return last === 0 ? hash : null;
  }

  function tilePath(level, index, width) {
    const groups = [];
    for (let rest = index, first = true; first || rest; rest = Math.floor(rest / 1000)) {
      groups.unshift((first ? '' : 'x') + String(rest % 1000).padStart(3, '0'));
      first = false;
    }
    return `tile/${level}/${groups.join('/')}${width < WIDTH ? `.p/${width}` : ''}`;
  }

  function splitBundle(data) {
    const entries = [];
    for (let at = 0; at < data.length; ) {
      const end = at + 2 + data[at] * 256 + data[at + 1];
      if (!(end <= data.length)) throw new Bad(say('cut off'));
      entries.push(data.subarray(at + 2, end));
      at = end;
    }
    return entries;
  }

  const hashesOf = (tile) =>
    Array.from({ length: tile.length / 32 }, (_, at) => tile.subarray(32 * at, 32 * at + 32));

  // --- C2SP signed-note, tlog-checkpoint, tlog-policy ---

  /** A key `name+id+base64`: its name, id in hex, kind and public half. */
  async function parseKey(vkey) {
    const [name, id, ...rest] = vkey.trim().split('+');
    const material = unbase64(rest.join('+'));
    const found = hex((await sha256(join(utf8(`${name}\n`), material))).subarray(0, 4));
    if (!name || !material.length || found !== id) {
      throw new Bad(say('not a key: {key}', { key: vkey.slice(0, 60) }));
    }
    return { name, id, kind: material[0], public: material.subarray(1), vkey: vkey.trim() };
  }

  async function parsePolicy(written) {
    const policy = { logs: [], witnesses: {}, groups: {}, quorum: 'none' };
    const quorums = [], used = new Set();
    const torn = (line) => {
      throw new Bad(say('malformed policy: {line}', { line: line.slice(0, 60) }));
    };
    for (const line of written.split('\n')) {
      const words = line.trim().split(/\s+/);
      if (!words[0] || words[0].startsWith('#')) continue;
      const known = (name) => name in policy.witnesses || name in policy.groups;
      const free = words.length > 1 && words[1] !== 'none' && !known(words[1]);
      if (words[0] === 'log' && [2, 3].includes(words.length)) {
        policy.logs.push(await parseKey(words[1]));
      } else if (words[0] === 'witness' && [3, 4].includes(words.length) && free) {
        policy.witnesses[words[1]] = await parseKey(words[2]);
      } else if (words[0] === 'group' && words.length > 3 && free) {
        const members = words.slice(3);
        const needed = { any: 1, all: members.length }[words[2]] ?? Number(words[2]);
        const apart = members.every((name) => known(name) && !used.has(name) && used.add(name));
        if (!apart || !(needed >= 1 && needed <= members.length && needed % 1 === 0)) torn(line);
        policy.groups[words[1]] = { needed, members };
      } else if (words[0] === 'quorum' && words.length === 2 && (!free || words[1] === 'none')) {
        quorums.push(words[1]);
      } else {
        torn(line);
      }
    }
    const twice = [policy.logs, Object.values(policy.witnesses)].some(
      (keys) => new Set(keys.map((key) => hex(key.public))).size < keys.length);
    if (twice || !policy.logs.length || quorums.length !== 1) torn('log, quorum');
    return { ...policy, quorum: quorums[0] };
  }

  function reached(name, cosigned, groups) {
    if (!(name in groups)) return name === 'none' || cosigned.has(name);
    const { needed, members } = groups[name];
    return members.filter((member) => reached(member, cosigned, groups)).length >= needed;
  }

  /** Origin, size, root, signed text and signature lines of a checkpoint; nothing is verified. */
  function parseCheckpoint(data) {
    const torn = () => {
      throw new Bad(say('the checkpoint is malformed'));
    };
    let note;
    try {
      note = text(data);
    } catch {
      torn();
    }
    const cut = note.lastIndexOf('\n\n');
    const lines = note.slice(0, cut).split('\n');
    const tail = note.slice(cut + 2);
    const whole = cut > 0 && tail.endsWith('\n') && lines.length >= 3 && lines.every(Boolean);
    if (!whole || /[\x00-\x09\x0b-\x1f]/.test(note)) torn();
    const root = unbase64(lines[2]);
    if (!/^(0|[1-9][0-9]{0,14})$/.test(lines[1]) || root.length !== 32) torn();
    const signatures = tail.slice(0, -1).split('\n').map((line) => {
      const match = /^\u2014 ([^ +\s]+) ([^ ]+)$/.exec(line) || torn();
      const blob = unbase64(match[2]);
      if (blob.length < 5) torn();
      return { name: match[1], id: hex(blob.subarray(0, 4)), bytes: blob.subarray(4) };
    });
    const signed = utf8(`${lines.join('\n')}\n`);
    return { origin: lines[0], size: Number(lines[1]), root, signed, signatures };
  }

  async function ed25519(key, signature, message) {
    if (key.length !== 32 || signature.length !== 64) return false;
    const imported = await subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    return subtle.verify({ name: 'Ed25519' }, imported, signature, message);
  }

  /** True or false; null for ML-DSA-44, which is not checked here. */
  async function signatureHolds(key, signed, bytes) {
    if (key.kind === 1) return ed25519(key.public, bytes, signed);
    if (key.kind === 4 && bytes.length === 72) {
      const time = number(bytes.subarray(0, 8));
      const message = join(utf8(`cosignature/v1\ntime ${time}\n`), signed);
      return time < 2n ** 63n && ed25519(key.public, bytes.subarray(8), message);
    }
    return key.kind === 6 && bytes.length === 2428 ? null : false;
  }

  // --- what is checked ---

  class Report {
    constructor(told = () => {}) {
      Object.assign(this, { checks: [], size: 0, root: '', cosignatures: 0, told });
    }

    add(check, problems, good) {
      const more = problems.length > 5 ? [`+ ${problems.length - 5}`] : [];
      const says = [...problems.slice(0, 5), ...more].join('; ') || good;
      this.checks.push({ check, ok: !problems.length, says });
      this.told(this.checks.at(-1));
    }

    get ok() {
      return this.checks.length > 0 && this.checks.every((one) => one.ok);
    }
  }

  /** The signed head under the keys of the release and those given; null where it is torn. */
  async function checkHead(report, read, given = []) {
    const note = await read('log/checkpoint');
    try {
      if (!note) throw new Bad(altered('log/checkpoint'));
      const head = parseCheckpoint(note);
      report.size = head.size;
      report.root = hex(head.root);
      report.add('checkpoint', [], say('the head of {origin} at {size} entries is well formed',
        head));
      const written = await read('keys/policy.txt');
      const policy = written ? await parsePolicy(text(written)) : await parsePolicy('');
      await checkSignatures(report, head, policy, await Promise.all(given.map(parseKey)));
      return head;
    } catch (error) {
      if (!(error instanceof Bad)) throw error;
      report.add('signatures', [error.message], '');
      return null;
    }
  }

  /** Every line must be by a known key and hold, and every known key of the log must have
   * signed. */
  async function checkSignatures(report, head, policy, given) {
    const known = [...Object.values(policy.witnesses), ...policy.logs, ...given];
    const by = (key) => `${key.name} ${key.id}`;
    const problems = [], seen = new Set();
    let unchecked = 0;
    for (const line of head.signatures) {
      const key = known.findLast((one) => by(one) === by(line));
      if (!key || seen.has(by(line))) {
        problems.push(say('a signature of {name} is by an unknown key or stands twice', line));
        continue;
      }
      seen.add(by(line));
      const holds = await signatureHolds(key, head.signed, line.bytes);
      if (holds === null) unchecked += 1;
      if (holds === false) problems.push(say('the signature of {name} ({id}) does not hold', line));
    }
    const mine = [...given, ...policy.logs.filter((key) => key.name === head.origin)];
    for (const key of mine.filter((one) => !seen.has(by(one)))) {
      problems.push(say('the key {name} ({id}) did not sign', key));
    }
    if (!mine.some((key) => key.kind === 1)) problems.push(say('no key of the log is known'));
    const cosigned = new Set(
      Object.keys(policy.witnesses).filter((name) => seen.has(by(policy.witnesses[name]))));
    if (!reached(policy.quorum, cosigned, policy.groups)) {
      problems.push(say('too few witnesses cosigned: {n}', { n: cosigned.size }));
    }
    report.cosignatures = problems.length ? 0 : cosigned.size;
    const n = report.cosignatures;
    report.add('signatures', problems, given.length
      ? say('signed under the key you gave; {n} independent cosignatures', { n })
      : say('consistent under the key in the release, which you must compare elsewhere: {key}; ' +
        '{n} independent cosignatures', { n, key: mine[0]?.vkey }));
    if (unchecked) report.add('ml-dsa-44', [], say('not checked here; actas verify checks it'));
  }

  /** Every entry in its place, every tile, and the root. Gives what the entries add up to. */
  async function checkLog(report, read, head, tick = () => {}) {
    const tally = new Tally(), problems = [], roots = [], wanted = new Set(['checkpoint']);
    const bundles = Math.ceil(head.size / WIDTH);
    const get = (path) => (wanted.add(path), read(`log/${path}`));
    const bundle = async (at) => {
      const width = Math.min(WIDTH, head.size - WIDTH * at);
      const path = tilePath('entries', at, width);
      const [data, tile] = await Promise.all([get(path), get(tilePath(0, at, width))]);
      const entries = data ? splitBundle(data) : [];
      if (entries.length !== width) throw new Bad(altered(path));
      const leaves = await Promise.all(entries.map(leafHash));
      if (!tile || !same(tile, join(...leaves))) {
        problems.push(altered(tilePath(0, at, width)));
      }
      roots[at] = width === WIDTH ? [await treeRoot(leaves)] : leaves;
      return entries;
    };
    try {
      for (let at = 0; at < bundles; at += 8) {
        const few = Array.from({ length: Math.min(8, bundles - at) }, (_, n) => bundle(at + n));
        const parts = await Promise.all(few);
        parts.forEach((entries, n) => tally.take(entries, WIDTH * (at + n)));
        tick(Math.min(WIDTH * (at + 8), head.size), head.size);
      }
    } catch (error) {
      if (!(error instanceof Bad)) throw error;
      report.add('entries', [error.message], '');
      return null;
    }
    const full = Math.floor(head.size / WIDTH);
    let layer = roots.slice(0, full).flat();
    const rest = roots[full] || [];
    const top = rest.length ? [...layer, await treeRoot(rest)] : layer;
    const holds = same(await treeRoot(top), head.root);
    report.add('root', holds ? [] : [say('the entries lead to another root')],
      say('{size} entries lead to the signed root', head));
    for (let level = 1; layer.length; level += 1) {
      const above = [];
      for (let at = 0; at < layer.length; at += WIDTH) {
        const part = layer.slice(at, at + WIDTH);
        for (let width = part.length < WIDTH ? 1 : WIDTH; width <= part.length; width += 1) {
          const path = tilePath(level, at / WIDTH, width);
          const tile = await get(path);
          if (!tile || !same(tile, join(...part.slice(0, width)))) {
            problems.push(altered(path));
          }
        }
        if (part.length === WIDTH) above.push(await treeRoot(part));
      }
      layer = above;
    }
    for (const path of (read.paths || []).filter((one) => one.startsWith('log/'))) {
      const narrow = /^log\/tile\/(0|entries)\/[x0-9/]+\.p\/[0-9]+$/.test(path);
      if (!wanted.has(path.slice(4)) && !narrow) {
        problems.push(say('{path} should not be there', { path }));
      }
    }
    report.add('tiles', problems, say('every tile follows from the entries'));
    return tally;
  }

  /** What entries add up to. The last record of a station, contest and source says which reading
   * stands; a station counts once; the first source by name speaks, the next for what it omits. */
  class Tally {
    contests = [];
    records = new Map();
    readings = new Map();
    faults = [];

    take(entries, from) {
      entries.forEach((data, at) => {
        let entry;
        try {
          entry = JSON.parse(text(data));
        } catch {
          throw new Bad(say('entry {index} is malformed', { index: from + at }));
        }
        this.add(entry, from + at);
      });
    }

    add(entry, index) {
      if (entry.kind === 'election') this.contests = entry.definition.contests;
      if (entry.kind === 'reading') this.readings.set(index, entry);
      if (entry.kind === 'record' && entry.station !== null) {
        const { contest, station, source, reading } = entry;
        this.records.set(JSON.stringify([contest, station, source]), entry);
        const read = this.readings.get(reading);
        const own = read && read.contest === contest && read.source === source;
        if (reading !== null && !own) this.faults.push(index);
      }
    }

    /** Values of every counted sheet by contest and station. */
    sheets() {
      const sheets = new Map();
      for (const key of [...this.records.keys()].sort()) {
        const record = this.records.get(key);
        const read = this.readings.get(record.reading);
        if (record.state !== 'accepted' || !read) continue;
        const name = `${record.contest} ${record.station}`;
        sheets.set(name, { ...read.values, ...sheets.get(name) });
      }
      return sheets;
    }

    /** Stations counted and votes by choice of each contest, by `contest` and `contest area`. */
    counts() {
      const found = {};
      const fresh = (contest) => ({ counted: 0, votes: Object.fromEntries(
        contest.choices.map((choice) => [choice.id, 0])) });
      const contests = new Map(this.contests.map((one) => [one.id, one]));
      for (const contest of this.contests) found[contest.id] = fresh(contest);
      for (const [name, values] of this.sheets()) {
        const [id, station] = name.split(' ');
        if (!contests.has(id)) continue;
        const area = `${id} ${station.split('/')[0]}`;
        for (const count of [found[id], (found[area] ??= fresh(contests.get(id)))]) {
          count.counted += 1;
          for (const choice in count.votes) count.votes[choice] += values[choice] || 0;
        }
      }
      return found;
    }
  }

  const equalVotes = (one, other) => {
    const names = [...new Set([...Object.keys(one || {}), ...Object.keys(other || {})])];
    return one && other && names.every((name) => one[name] === other[name]);
  };

  /** Votes and stations of data/count.json, of the whole and of its areas, against the entries. */
  async function checkNumbers(report, read, tally) {
    const problems = tally.faults.map((index) =>
      say('record {index} stands on no reading of its own', { index }));
    const hold = (what, told, found) => {
      const counted = told?.stations.counted === found?.counted;
      if (!counted || !equalVotes(told?.votes, found?.votes)) problems.push(say('{what}: the entries give other numbers', { what }));
    };
    try {
      const data = await read('data/count.json');
      const all = data ? JSON.parse(text(data)) : [];
      const published = Array.isArray(all) ? all : [all];
      const found = tally.counts();
      const named = (one) => (one.area ? `${one.contest} ${one.area}` : one.contest);
      const counts = new Map(published.flatMap((one) => [one, ...(one.by || [])])
        .map((one) => [named(one), one]));
      for (const { id } of tally.contests) if (!counts.has(id)) hold(id);
      for (const [name, count] of counts) {
        const none = count.area && Object.values(count.votes).every((votes) => votes === 0);
        hold(name, count, found[name] || (none && { counted: 0, votes: count.votes }));
      }
    } catch {
      problems.push(altered('data/count.json'));
    }
    report.add('numbers', problems, say('votes and stations counted follow from the entries'));
  }

  /** What head.json says of the log is what its signed head says. */
  async function checkFreshness(report, read) {
    let told = {};
    try {
      told = JSON.parse(text(await read('head.json')));
    } catch { /* told below */ }
    const equal = told.size === report.size && told.root === report.root;
    report.add('head', equal ? [] : [altered('head.json')], say('as of {as_of}', told));
  }

  /** Every file as manifest.json lists it, and no other; only where all files can be read. */
  async function checkManifest(report, read) {
    let listed;
    try {
      listed = JSON.parse(text(await read('manifest.json'))).files;
      Object.values(listed).every((one) => one.sha256.length === 64);
    } catch {
      report.add('manifest', [altered('manifest.json')]);
      return;
    }
    const problems = [];
    for (const [path, file] of Object.entries(listed)) {
      const data = await read(path);
      const equal = data && data.length === file.size && hex(await sha256(data)) === file.sha256;
      if (!equal) problems.push(altered(path));
    }
    for (const path of read.paths.filter((one) => one !== 'manifest.json' && !(one in listed))) {
      problems.push(say('{path} should not be there', { path }));
    }
    report.add('manifest', problems, say('all files are as manifest.json lists them'));
  }

  /** A whole release; `read` gives the bytes of a path or null, `read.paths` all paths if known. */
  async function verify(read, { keys = [], told, tick } = {}) {
    const report = new Report(told);
    if (read.paths) await checkManifest(report, read);
    const head = await checkHead(report, read, keys);
    const tally = head && (await checkLog(report, read, head, tick));
    if (tally) await checkNumbers(report, read, tally);
    if (tally) await checkFreshness(report, read);
    return report;
  }

  // --- one entry against the tiles ---

  /** Entries of a log, each shown to be under the signed root by its own path. */
  class Proven {
    constructor(read, head) {
      Object.assign(this, { read, head, tiles: new Map() });
    }

    tile(level, index) {
      const span = WIDTH ** (level === 'entries' ? 0 : level);
      const width = Math.min(WIDTH, Math.floor(this.head.size / span) - WIDTH * index);
      const path = tilePath(level, index, width);
      if (!this.tiles.has(path)) {
        this.tiles.set(path, this.read(`log/${path}`).then((data) => {
          if (!data) throw new Bad(altered(path));
          return level === 'entries' ? splitBundle(data) : hashesOf(data);
        }));
      }
      return this.tiles.get(path);
    }

    /** The root of the leaves from `start` up to `end`. */
    async hash(start, end) {
      const half = 2 ** (Math.ceil(Math.log2(end - start)) - 1);
      if (half * 2 !== end - start && end - start > 1) {
        return nodeHash(await this.hash(start, start + half), await this.hash(start + half, end));
      }
      const level = Math.floor(Math.log2(end - start) / 8);
      const at = start / WIDTH ** level;
      const hashes = await this.tile(level, Math.floor(at / WIDTH));
      return treeRoot(hashes.slice(at % WIDTH, (at % WIDTH) + (end - start) / WIDTH ** level));
    }

    async path(index, start, end) {
      if (end - start === 1) return [];
      const middle = start + 2 ** (Math.ceil(Math.log2(end - start)) - 1);
      return index < middle
        ? [...(await this.path(index, start, middle)), await this.hash(middle, end)]
        : [...(await this.path(index, middle, end)), await this.hash(start, middle)];
    }

    async entry(index) {
      const { size, root } = this.head;
      const bundle = index < size && (await this.tile('entries', Math.floor(index / WIDTH)));
      const data = bundle && bundle[index % WIDTH];
      const leaf = data && (await leafHash(data));
      const path = leaf && (await this.path(index, 0, size));
      const found = leaf && (await rootFromPath(leaf, index, size, path));
      if (!found || !same(found, root)) {
        throw new Bad(say('entry {index} is not in the log', { index }));
      }
      return { entry: JSON.parse(text(data)), leaf: hex(leaf) };
    }
  }

  // --- with Node ---

  function inFolder(folder) {
    const { lstatSync, readdirSync, readFileSync } = require('node:fs');
    const at = (path) => lstatSync(`${folder}/${path}`);
    const walk = (prefix) => readdirSync(`${folder}/${prefix}`).flatMap((name) =>
      (at(prefix + name).isDirectory() ? walk(`${prefix}${name}/`) : prefix + name));
    const paths = walk(''), known = new Set(paths);
    const plain = (path) => known.has(path) && at(path).isFile();
    return Object.assign(
      async (path) => (plain(path) ? new Uint8Array(readFileSync(`${folder}/${path}`)) : null),
      { paths });
  }

  async function main(given) {
    const keys = [], paths = [];
    for (let at = 0; at < given.length; at += 1) {
      if (given[at] === '--key') keys.push(given[(at += 1)] || '');
      else if (given[at] !== '--json') paths.push(given[at]);
    }
    const report = await verify(inFolder(paths[0] || __dirname), { keys });
    const { ok, size, root, cosignatures, checks } = report;
    const lines = checks.map((one) => `${one.ok ? 'ok  ' : 'FAIL'} ${one.check}: ${one.says}`);
    lines.push(ok ? 'Everything checked here holds.' : 'SOMETHING DOES NOT HOLD.');
    console.log(given.includes('--json')
      ? JSON.stringify({ ok, size, root, cosignatures, checks }) : lines.join('\n'));
    process.exitCode = ok ? 0 : 1;
  }

  if (globalThis.document) {
    globalThis.actas = { Bad, Proven, Report, checkHead, equalVotes, say, text, verify };
  } else if (require.main === module) {
    main(process.argv.slice(2)).catch((error) => {
      console.error(`could not be checked: ${error.message}`);
      process.exitCode = 2;
    });
  }
})();
