(() => {
  for (const button of document.querySelectorAll('[data-copy]')) {
    const source = document.getElementById(button.dataset.copy);
    const told = button.parentElement.querySelector('.copied');
    button.hidden = false;
    button.addEventListener('click', async () => {
      told.textContent = '';
      told.textContent = (await copy(source)) ? 'Copied.' : 'Select the text and copy it by hand.';
    });
  }

  async function copy(source) {
    try {
      await navigator.clipboard.writeText(source.textContent);
      return true;
    } catch {
      // Some browsers give no clipboard to pages from a file.
      getSelection().selectAllChildren(source);
      return document.execCommand('copy');
    }
  }

  const finder = document.getElementById('finder');
  const catalog = globalThis.vrtgCatalog;
  if (!finder || !catalog) return;

  const { verdicts, maturities, profiles } = catalog;
  const providers = catalog.rows.map((row) => {
    const [name, displayName, description, version, verdict, maturity, profileCodes, platforms] = row;
    const [kubernetes, virtrigaud, go, tags, kubernetesSpan, virtrigaudSpan] = row.slice(8);
    return {
      name,
      displayName,
      description,
      version,
      verdict: verdicts[verdict],
      maturity: maturities[maturity],
      profiles: profiles.flatMap((profile, index) =>
        profileCodes[index] === '.' ? [] : [{ name: profile, verdict: catalog.profileVerdicts[profileCodes[index]] }],
      ),
      platforms,
      kubernetes,
      virtrigaud,
      go,
      text: `${name} ${displayName} ${description} ${tags}`.toLowerCase(),
      span: { kubernetes: kubernetesSpan, virtrigaud: virtrigaudSpan },
    };
  });

  const items = document.getElementById('items');
  const template = document.getElementById('item').content.firstElementChild;
  const result = document.getElementById('result');
  const reset = document.getElementById('reset');
  const pager = document.getElementById('pager');
  const filters = document.getElementById('filters');
  const [previous, next] = ['previous', 'next'].map((id) => document.getElementById(id));
  const pageSize = Number(finder.dataset.pageSize);
  const boxes = [...finder.querySelectorAll('input[type=checkbox]')];
  const versions = ['kubernetes', 'virtrigaud'];
  let page = Number(finder.dataset.page);

  /** What a provider has of each filter. */
  const valuesOf = {
    verdict: (provider) => [provider.verdict],
    maturity: (provider) => [provider.maturity],
    capability: (provider) => provider.profiles.map(({ name }) => name),
    platform: (provider) => provider.platforms.split(', '),
  };
  /** Of these one value must fit, of the others all. */
  const alternatives = ['verdict', 'maturity'];

  /** `1.30` is every 1.30.x: [its first, the first after it]; undefined where it is no version. */
  function spanOf(text) {
    const parts = /^v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?$/.exec(text);
    if (!parts) return undefined;
    const [major, minor, patch] = parts.slice(1).map((part) => part && Number(part));
    const code = (a, b, c) => a * 1e8 + b * 1e4 + c;
    const first = code(major, minor ?? 0, patch ?? 0);
    if (minor === undefined) return [first, code(major + 1, 0, 0)];
    return [first, patch === undefined ? code(major, minor + 1, 0) : first + 1];
  }

  function overlaps(stated, asked) {
    return stated !== 0 && stated[0] < asked[1] && (stated[1] === 0 || asked[0] < stated[1]);
  }

  function asked() {
    const wanted = {};
    for (const { name, value } of boxes.filter((box) => box.checked)) wanted[name] = [...(wanted[name] ?? []), value];
    return {
      words: finder.q.value.toLowerCase().split(/\s+/).filter(Boolean),
      wanted,
      spans: versions
        .filter((name) => finder[name].value.trim() !== '')
        .map((name) => ({ name, span: spanOf(finder[name].value.trim()) })),
    };
  }

  function fits(provider, { words, wanted, spans }) {
    return (
      words.every((word) => provider.text.includes(word)) &&
      Object.entries(wanted).every(([name, values]) => {
        const own = valuesOf[name](provider);
        return alternatives.includes(name)
          ? values.some((value) => own.includes(value))
          : values.every((value) => own.includes(value));
      }) &&
      spans.every(({ name, span }) => span !== undefined && overlaps(provider.span[name], span))
    );
  }

  function item(provider) {
    const node = template.cloneNode(true);
    for (const field of node.querySelectorAll('[data-field]')) {
      field.textContent = provider[field.dataset.field];
      if (field.dataset.field === 'displayName') field.href = `providers/${provider.name}.html`;
      if (field.dataset.field === 'verdict') field.className = `chip ${provider.verdict}`;
    }
    node.querySelector('.profiles')?.replaceChildren(
      ...provider.profiles.map(({ name, verdict }) => {
        const profile = document.createElement('li');
        profile.className = `profile ${verdict}`;
        const parts = [name, verdict].map((text) =>
          Object.assign(document.createElement('span'), { textContent: text }),
        );
        parts[1].className = 'profile-verdict';
        profile.append(parts[0], ' ', parts[1]);
        return profile;
      }),
    );
    return node;
  }

  function show() {
    const query = asked();
    const wrong = query.spans.filter(({ span }) => span === undefined).map(({ name }) => name);
    for (const name of versions) finder[name].setAttribute('aria-invalid', String(wrong.includes(name)));
    const found = wrong.length > 0 ? [] : providers.filter((provider) => fits(provider, query));
    const pages = Math.max(1, Math.ceil(found.length / pageSize));
    page = Math.min(Math.max(page, 1), pages);
    items.replaceChildren(...found.slice((page - 1) * pageSize, page * pageSize).map(item));
    const count = boxes.filter((box) => box.checked).length;
    document.getElementById('filter-count').textContent = count > 0 ? `(${count})` : '';
    reset.hidden = count === 0 && query.words.length === 0 && query.spans.length === 0;
    const of = `${found.length.toLocaleString('en')} of ${providers.length.toLocaleString('en')} providers`;
    const told =
      wrong.length > 0
        ? 'Write a version such as 1.30 or 1.30.2.'
        : found.length === 0
          ? 'No provider fits all of this.'
          : pages > 1
            ? `${of}, page ${page} of ${pages}`
            : of;
    if (result.textContent !== told) result.textContent = told;
    pager.hidden = pages === 1;
    document.getElementById('page-of').textContent = `Page ${page} of ${pages}`;
    turn(previous, page > 1);
    turn(next, page < pages);
    remember(query);
  }

  function turn(link, possible) {
    if (possible) {
      link.href = '#';
      link.removeAttribute('aria-disabled');
    } else {
      link.removeAttribute('href');
      link.setAttribute('aria-disabled', 'true');
    }
  }

  /** The address says what is shown, so that it can be passed on. */
  function remember({ wanted }) {
    const state = new URLSearchParams();
    for (const name of ['q', ...versions]) if (finder[name].value.trim()) state.set(name, finder[name].value.trim());
    for (const [name, values] of Object.entries(wanted)) state.set(name, values.join(' '));
    if (page > 1) state.set('page', page);
    history.replaceState(null, '', `#${state}`);
  }

  function recall() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const name of ['q', ...versions]) finder[name].value = state.get(name) ?? '';
    for (const box of boxes) box.checked = (state.get(box.name) ?? '').split(' ').includes(box.value);
    if (state.size > 0) page = Number(state.get('page') ?? 1) || 1;
    if (boxes.some((box) => box.checked)) filters.open = true;
  }

  let waiting;
  finder.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      page = 1;
      show();
    }, 100);
  });
  finder.addEventListener('submit', (event) => event.preventDefault());
  finder.addEventListener('reset', () =>
    setTimeout(() => {
      page = 1;
      show();
      finder.q.focus();
    }),
  );
  for (const [link, step] of [
    [previous, -1],
    [next, 1],
  ]) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      if (!link.hasAttribute('href')) return;
      page += step;
      show();
      document.getElementById('content').focus();
      items.closest('.cards, .scroll').scrollIntoView({ block: 'start' });
    });
  }
  addEventListener('hashchange', () => {
    recall();
    show();
  });

  if (matchMedia('(min-width: 56rem)').matches) filters.open = true;
  finder.hidden = false;
  recall();
  show();
})();
