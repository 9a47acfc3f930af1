/* The search for a place or a station. It reads files of this release only, sends nothing of what
 * is typed anywhere, and knows nothing of any person. Opened from a disk, where a browser lets no
 * page read other files, it says so: the alphabetical pages are there without it. */
'use strict';

(() => {
  const AT_ONCE = 2, SHOWN = 40;
  const box = document.getElementById('~search');
  const script = document.currentScript.getAttribute('src');
  const root = script.slice(0, -'site/search.js'.length);

  const folded = (name) => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

  const stem = (beginning) => `b-${[...beginning].map((sign) => {
    if (sign === ' ') return '_';
    return sign < '\u0080' ? sign : `~${sign.codePointAt(0).toString(16)}`;
  }).join('')}`;

  const held = new Map();
  const read = (name) => {
    if (!held.has(name)) {
      const asked = fetch(`${root}site/search/${name}.json`).then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return answer.json();
      }).then((found) => {
        // A place may be called as anything that every object has ("constructor").
        if (found.names) Object.setPrototypeOf(found.names, null);
        return found;
      });
      asked.catch(() => held.delete(name));
      held.set(name, asked);
    }
    return held.get(name);
  };

  /** Files that can hold what begins so, of those that there are. */
  const within = (beginnings, wanted) => beginnings.filter((one) =>
    one.startsWith(wanted) || wanted.startsWith(one));

  const bare = (word) => word.replace(/^0+(?=\d)/, '');

  /** The places of some files that have every word, with the stations that are meant. */
  function matching(parts, words) {
    const found = new Map();
    for (const { names, places } of parts) {
      for (const [code, stations = '', contest = 0, page = 0] of places) {
        const called = [names[code] ?? ''].flat();
        const own = `${folded(called.join(' '))} ${folded(code)}`.split(' ').map(bare);
        const here = stations ? stations.split(' ') : [];
        const left = words.filter((word) => !own.some((one) => one.startsWith(bare(word))));
        const meant = here.filter((part) => left.includes(folded(part)) ||
          left.map(bare).includes(folded(part)));
        if (left.length > (meant.length ? 1 : 0)) continue;
        // In a code, what follows the centre may also be a number that the centre's code has.
        const last = words.length > 1 ? bare(words.at(-1)) : null;
        const stationsMeant = meant.length ? meant : here.filter((part) => folded(part) === last);
        found.set(code, { code, here, meant: stationsMeant, contest, page, names });
      }
    }
    return [...found.values()];
  }

  async function search(query) {
    const typed = folded(query), words = typed.split(' ').filter(Boolean);
    const beginnings = await read('index');
    const longest = [...words].sort((a, b) => b.length - a.length);
    for (const wanted of [typed.slice(0, 16), ...longest.map((word) => word.slice(0, 16)),
      ...longest.map(bare)]) {
      const files = within(beginnings, wanted);
      const parts = await Promise.all(files.slice(0, AT_ONCE).map((one) => read(stem(one))));
      const places = matching(parts, words);
      if (places.length) return { places, more: files.length > AT_ONCE };
    }
    return { places: [], more: false };
  }

  const made = (tag, parent, content = '') => {
    const element = parent.appendChild(document.createElement(tag));
    element.textContent = content;
    return element;
  };

  function start() {
    const { words: said, levels: named, folders: kept } = box.dataset;
    const words = JSON.parse(said), levels = JSON.parse(named), folders = JSON.parse(kept);
    box.hidden = false;
    const label = made('label', box, words.label);
    if (!location.protocol.startsWith('http')) {
      label.remove();
      made('p', box, words.disk);
      return;
    }
    const input = made('input', label);
    Object.assign(input, { type: 'search', autocomplete: 'off', spellcheck: false });
    const status = made('p', box);
    status.setAttribute('role', 'status');
    const list = made('ul', box);

    const level = (depth) => levels[Math.min(depth, levels.length - 1)];
    const title = (names, code) => {
      const [depth, part] = [code.split('/').length - 1, code.split('/').at(-1)];
      return [names[code] ?? []].flat().join(' · ') || `${level(depth)} ${part}`;
    };
    const page = (area, contest, number) => {
      const stemOf = area.split('/').map((part) => encodeURIComponent(part.replaceAll('.', '~d')));
      const name = area ? `a/${stemOf.join('/')}` : 'stations';
      return `${root}${folders[contest]}${name}${number > 1 ? `~${number}` : ''}.html`;
    };
    const link = (parent, href, content) => {
      const a = made('a', parent);
      a.href = href;
      made('bdi', a, content);
    };

    function show({ code, here, meant, contest, page: number, names }) {
      const item = made('li', list);
      const above = code.split('/').slice(0, -1);
      const codes = above.map((_, at) => above.slice(0, at + 1).join('/'));
      const where = codes.filter((one) => names[one]).map((one) => title(names, one));
      if (number) {
        link(item, `${page(above.join('/'), contest, number)}#${code.split('/').at(-1)}`,
          names[code] ? title(names, code) : `${levels.at(-1)} ${code.split('/').at(-1)}`);
      } else {
        link(item, page(code, contest, 1), title(names, code));
      }
      const told = made('small', item);
      made('bdi', told, [where.join(' › '), code].filter(Boolean).join(' · '));
      const few = meant.length ? meant : here.slice(0, 24);
      if (few.length) {
        const row = made('span', item, `${levels.at(-1)} `);
        for (const part of few) {
          const at = 1 + Math.floor(here.indexOf(part) / Number(box.dataset.size));
          link(row, `${page(code, contest, at)}#${part}`, part);
        }
      }
    }

    let asked = 0;
    async function typed() {
      const mine = ++asked, query = input.value;
      if (!folded(query)) {
        list.textContent = status.textContent = '';
        return;
      }
      try {
        const { places, more } = await search(query);
        if (mine !== asked) return;
        list.textContent = '';
        places.sort((a, b) => (b.meant.length > 0) - (a.meant.length > 0) ||
          a.code.split('/').length - b.code.split('/').length);
        places.slice(0, SHOWN).forEach(show);
        const many = more || places.length > SHOWN;
        status.textContent = places.length ? (many ? words.more : '') : words.none;
      } catch {
        if (mine === asked) status.textContent = words.disk;
      }
    }
    let soon = 0;
    input.addEventListener('input', () => {
      clearTimeout(soon);
      soon = setTimeout(typed, 150);
    });
  }

  if (box) start();
})();
