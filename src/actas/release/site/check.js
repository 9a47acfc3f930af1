/* What a page does with verify.js: a link that is followed without JavaScript checks the page with
 * it, and says beside it what holds. It holds what the page shows against its JSON and the log; it
 * sends nothing, and reads only files of this release. */
'use strict';

(() => {
  const { Bad, Proven, Report, checkHead, equalVotes, say, text, verify } = globalThis.actas;

  /** A number as a page shows it, in the digits of any language; null for a dash. */
  function shownNumber(cell) {
    const digits = cell.match(/\p{Nd}/gu) || [];
    const value = (digit) => {
      let zero = digit.codePointAt(0);
      const digitAt = (code) => /\p{Nd}/u.test(String.fromCodePoint(code));
      while (digitAt(zero - 1) && digit.codePointAt(0) - zero < 9) zero -= 1;
      return digit.codePointAt(0) - zero;
    };
    return digits.length ? digits.reduce((sum, digit) => 10 * sum + value(digit), 0) : null;
  }

  /** The sheets of one station of a page: what it shows, its JSON and the log say the same. */
  async function stationFaults(section, station, fields, log, contest) {
    const faults = [];
    const rows = (table) => [...table.tBodies[0].rows];
    const tables = [...section.querySelectorAll('table')].map(rows);
    const leaves = [...section.querySelectorAll('code')].map((code) => code.textContent);
    for (const [at, sheet] of station.sheets.entries()) {
      const wrong = () => faults.push(say('{station}: the page and the log differ', station));
      const entries = [sheet.record, sheet.reading].filter((index) => index !== null);
      const read = await Promise.all(entries.map((index) => log.entry(index)));
      if (read.some((one) => one.leaf !== leaves.shift())) wrong();
      for (const { entry } of read) {
        const { kind, source } = entry;
        if (entry.contest !== contest || source !== sheet.source) wrong();
        if (kind === 'record' && (entry.station !== station.station ||
          entry.state !== sheet.state || entry.reading !== sheet.reading)) wrong();
        if (kind === 'reading' && !equalVotes(entry.values, sheet.values)) wrong();
      }
      const cells = tables[Math.floor(at / 3)].map((row) => row.cells[1 + (at % 3)].textContent);
      const shown = (name, row) => shownNumber(cells[row]) === (sheet.values[name] ?? null);
      if (!fields.every(shown)) wrong();
    }
    return faults;
  }

  /** What the parts of a place add up to: the areas below it, and its own stations. */
  async function partsOf(twin, path, read) {
    const parts = twin.by ? [...twin.by] : [];
    for (const area of twin.areas || []) {
      const part = area.split('/').at(-1).replaceAll('.', '~d');
      parts.push(JSON.parse(text(await read(`${path.slice(0, -5)}/${part}.json`))));
    }
    for (const station of twin.list || []) {
      const sheets = station.sheets.filter((sheet) => sheet.state === 'accepted');
      const bySource = sheets.sort((a, b) => (a.source < b.source ? 1 : -1));
      const votes = Object.assign({}, ...bySource.map((sheet) => sheet.values));
      if (sheets.length) parts.push({ stations: { counted: 1 }, votes });
    }
    return parts;
  }

  /** A page of an area against its JSON, its parts, and the entries of its stations. */
  async function verifyPage(read, place, { twin: path, contest, told, tick = () => {} }) {
    const report = new Report(told);
    const head = await checkHead(report, read);
    if (!head) return report;
    const log = new Proven(read, head), faults = [];
    const twins = [].concat(JSON.parse(text(await read(path))));
    const twin = twins.find((one) => one.contest === contest);
    const sections = [...place.querySelectorAll('section.station')];
    const fields = place.querySelector('[data-fields]')?.dataset.fields.split(' ');
    for (const [at, section] of sections.entries()) {
      const station = twin.list.find((one) => one.station.split('/').at(-1) === section.id);
      faults.push(...(await stationFaults(section, station, fields, log, contest)));
      tick(at + 1, sections.length);
    }
    if (sections.length) {
      report.add('inclusion', faults, say('{n} stations of this page are in the log as shown',
        { n: sections.length }));
    }
    const table = place.querySelector('table.votes');
    const shown = (row) => shownNumber(table.tBodies[0].rows[row].cells[1].textContent);
    const ranked = table ? table.dataset.fields.split(' ') : [];
    const differ = ranked.some((name, row) => shown(row) !== twin.votes[name]);
    const problems = differ ? [say('the page and its JSON differ')] : [];
    const parts = await partsOf(twin, path, read);
    const sum = (of) => parts.reduce((all, part) => all + (of(part) || 0), 0);
    const counted = sum((part) => part.stations.counted);
    // Stations outside every area are part of the whole, and of none of its areas.
    const all = !twin.by || counted === twin.stations.counted;
    const names = Object.keys(twin.votes);
    const add = names.every((name) => sum((part) => part.votes[name]) === twin.votes[name]);
    if (all && !(counted === twin.stations.counted && add)) {
      problems.push(say('the parts of this place add up to other numbers'));
    }
    report.add('numbers', problems, say('the numbers shown are the sum of the {n} parts',
      { n: parts.length }));
    return report;
  }

  const fetching = (root) => async (path) => {
    const answer = await fetch(root + path.split('/').map(encodeURIComponent).join('/'),
      { cache: 'no-cache' });
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    if ([403, 404, 410].includes(answer.status)) return null;
    throw new Bad(`${path}: ${answer.status}`);
  };

  const made = (tag, parent, content = '') => {
    const element = parent.appendChild(document.createElement(tag));
    element.textContent = content;
    return element;
  };

  /** Words of the page's language, which stand in the page on verifying. */
  function learn(page) {
    for (const word of page.querySelectorAll('[data-say]')) {
      say.words[word.dataset.say] = word.textContent;
    }
  }

  const can = () => location.protocol !== 'file:' && globalThis.isSecureContext &&
    globalThis.crypto?.subtle !== undefined;

  async function run(link, root, box) {
    box.textContent = '';
    const bar = made('progress', box), list = made('ul', box);
    const verdict = made('p', box, say('Checking…'));
    verdict.setAttribute('role', 'status');
    const told = ({ ok, says }) => {
      const line = made('li', list, `${ok ? '✓' : '✗'} ${says}`);
      line.className = ok ? 'holds' : 'fails';
    };
    const tick = (done, of) => Object.assign(bar, { value: done, max: of });
    const { check: twin, contest } = link.dataset;
    const key = document.getElementById('~key')?.value.trim();
    try {
      const read = fetching(root);
      const report = await (twin
        ? verifyPage(read, document.querySelector('main'), { twin, contest, told, tick })
        : verify(read, { keys: key ? [key] : [], told, tick }));
      verdict.textContent = report.ok
        ? say('Everything checked here holds.') : say('Something does not hold.');
      box.dataset.ok = report.ok;
    } catch (error) {
      const why = error.message;
      verdict.textContent = say('It could not be checked here: {why}. Use verify.py.', { why });
      box.dataset.ok = 'unknown';
    }
    bar.remove();
  }

  function inPage(root) {
    for (const link of document.querySelectorAll('a[data-check]')) {
      const box = document.createElement('div');
      link.parentElement.after(box);
      box.className = 'checked';
      if (!link.dataset.check) {
        learn(document);
        if (can()) {
          const label = made('label', box, say('Key of the log, got elsewhere (may be left empty)'));
          made('input', label).id = '~key';
        } else {
          box.textContent = say('Opened from a disk or over an insecure connection, this page ' +
            'cannot check the log: the browser withholds what is needed. Use the Python file: ' +
            'python3 verify.py');
        }
      }
      const results = box.appendChild(document.createElement('div'));
      link.addEventListener('click', async (event) => {
        if (!can()) return;
        event.preventDefault();
        if (link.dataset.check) {
          const words = await (await fetch(link.href)).text();
          learn(new DOMParser().parseFromString(words, 'text/html'));
        }
        await run(link, root, results);
      });
    }
  }

  inPage(document.currentScript.getAttribute('src').slice(0, -'site/check.js'.length));
})();
