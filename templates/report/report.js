(() => {
  const filter = document.getElementById('filter');
  const shown = document.getElementById('shown');
  const boxes = [...filter.querySelectorAll('input')];
  const tests = [...document.querySelectorAll('.test')];
  const groups = [...document.querySelectorAll('.group')];
  const quiet = ['pass', 'not-applicable'];

  const apply = () => {
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    for (const test of tests) test.hidden = !wanted.has(test.dataset.verdict);
    for (const group of groups) group.hidden = !group.querySelector('.test:not([hidden])');
    const count = tests.filter((test) => !test.hidden).length;
    shown.textContent = `${count} of ${tests.length} tests shown`;
  };

  filter.addEventListener('change', apply);
  for (const button of filter.querySelectorAll('button')) {
    button.addEventListener('click', () => {
      for (const box of boxes) box.checked = button.dataset.show === 'all' || !quiet.includes(box.value);
      apply();
    });
  }

  // Paper cannot be clicked: what is folded is opened for it, and folded again after.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });

  // A link to a test must lead to it, whatever is filtered.
  addEventListener('hashchange', () => {
    for (const box of boxes) box.checked = true;
    apply();
  });

  filter.hidden = false;
  apply();
})();
