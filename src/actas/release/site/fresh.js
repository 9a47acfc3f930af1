/* Says when a newer release stands where this page came from: it asks for head.json now and then,
 * from the same place, and sends nothing. A page of a disk asks for nothing. */
'use strict';

(() => {
  const EVERY = 60_000;
  const note = document.getElementById('~fresh');
  const root = document.currentScript.getAttribute('src').slice(0, -'site/fresh.js'.length);
  if (!note || !/^https?:$/.test(location.protocol)) return;

  // What this page was made from, where it says so; else what stood here when it was opened.
  let known = note.dataset.size ? Number(note.dataset.size) : null;

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch(`${root}head.json`, { cache: 'no-cache' });
      if (!answer.ok) return;
      const { size } = await answer.json();
      if (!Number.isSafeInteger(size)) return;
      known ??= size;
      note.hidden = size <= known;
    } catch {
      // Nothing is known to be newer: the page stays as it is.
    }
  }
  look();
  setInterval(look, EVERY);
  document.addEventListener('visibilitychange', look);
})();
