import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { renderCatalog } from '../../../src/catalog/render-catalog.js';
import { sitePages } from '../../../src/catalog/site/site-pages.js';
import { goldenRoot } from '../golden-catalog.js';
import { manyEntries, siteEntry } from './site-entries.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const reason = executablePath ? '' : ' (skipped: no Chromium on this machine)';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const many = 10_000;

describe.skipIf(!executablePath)(`the site in a browser${reason}`, () => {
  let browser: Browser;
  let root: string;
  /** Three providers with everything, and ten thousand without pages of their own. */
  let [small, large] = ['', ''];

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'vrtg-site-'));
    [small, large] = [join(root, 'small'), join(root, 'large')];
    await renderCatalog({ root: goldenRoot, showClaims: false, dryRun: false, site: small });
    for await (const { path, content } of sitePages({ root, entries: manyEntries(many), showClaims: false })) {
      if (path.startsWith('providers/')) break;
      mkdirSync(dirname(join(large, path)), { recursive: true });
      writeFileSync(join(large, path), content);
    }
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    if (root) rmSync(root, { recursive: true });
  });

  interface Visit {
    page: Page;
    /** What the browser complained of, and every request that did not go to a file. */
    complaints: string[];
  }

  async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visit> {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file://')) complaints.push(request.url());
    });
    await page.goto(`file://${path}`);
    return { page, complaints };
  }

  const titles = (page: Page) => page.locator('#items [data-field=displayName]').allTextContents();
  const told = (page: Page, text: string | RegExp) => page.locator('#result').filter({ hasText: text }).waitFor();

  test.each(['index.html', 'matrix.html', 'providers/vsphere.html', 'reports/vsphere.html'])(
    '%s asks nothing of the network and complains of nothing',
    async (path) => {
      const { page, complaints } = await open(join(small, path));
      expect(await page.title()).not.toBe('');
      expect(complaints).toEqual([]);
    },
  );

  test('a search, a box and a version each narrow the list, and clearing shows all again', async () => {
    const { page } = await open(join(small, 'index.html'));
    await page.getByLabel('Search').fill('kvm');
    await told(page, '1 of 3 providers');
    expect(await titles(page)).toEqual(['Libvirt Provider']);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await told(page, '3 of 3 providers');
    await page.getByRole('checkbox', { name: /linux\/arm64/ }).check();
    await told(page, '2 of 3 providers');
    await page.getByRole('checkbox', { name: /beta/ }).check();
    await told(page, '1 of 3 providers');
    expect(await titles(page)).toEqual(['vSphere Provider']);
    await page.getByLabel('Kubernetes').fill('1.24');
    await told(page, 'No provider fits all of this.');
    await page.getByLabel('Kubernetes').fill('newest');
    await told(page, 'Write a version such as 1.30');
    expect(await page.getByLabel('Kubernetes').getAttribute('aria-invalid')).toBe('true');
  });

  test('the address holds what is shown, and leads to it again', async () => {
    const { page } = await open(join(small, 'index.html'));
    await page.getByLabel('Search').fill('provider');
    await page.getByRole('checkbox', { name: /partial/ }).check();
    await told(page, '1 of 3 providers');
    const again = await open(page.url().replace('file://', ''));
    expect(await titles(again.page)).toEqual(['Libvirt Provider']);
  });

  test('without a script every provider is there and can be reached', async () => {
    const { page } = await open(join(small, 'index.html'), { javaScriptEnabled: false });
    expect(await titles(page)).toEqual(['Mock Provider', 'vSphere Provider', 'Libvirt Provider']);
    expect(await page.locator('#finder').isVisible()).toBe(false);
    await page.getByRole('link', { name: 'vSphere Provider' }).click();
    expect(await page.locator('h1').textContent()).toBe('vSphere Provider');
    expect(await page.locator('.copy').isVisible()).toBe(false);
  });

  test('without a script a long list is read page by page', async () => {
    const { page } = await open(join(large, 'index.html'), { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'Next' }).click();
    expect((await titles(page))[0]).toBe('Provider 24');
    await page.getByRole('link', { name: 'Previous' }).click();
    expect((await titles(page))[0]).toBe('Provider 0');
  });

  test('the commands are copied as they are', async () => {
    const { page } = await open(join(small, 'providers/vsphere.html'), {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied.').waitFor();
    const shown = await page.locator('#commands').textContent();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(shown);
    expect(shown).toContain('helm install vsphere-provider');
  });

  test('a provider’s page leads to its report', async () => {
    const { page, complaints } = await open(join(small, 'providers/libvirt.html'));
    await page.getByRole('link', { name: 'Read the full report' }).click();
    expect(await page.locator('h1').textContent()).toContain('libvirt');
    expect(complaints).toEqual([]);
  });

  test('everything can be reached and used with the keyboard alone', async () => {
    const { page } = await open(join(small, 'index.html'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab');
    await page.keyboard.type('0.1');
    await told(page, '3 of 3 providers');
    await page.getByRole('checkbox', { name: /partial/ }).focus();
    await page.keyboard.press('Space');
    await told(page, '1 of 3 providers');
    await page.getByRole('link', { name: 'Libvirt Provider' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/providers\/libvirt\.html$/);
  });

  const visits = [
    ['index.html', 'light', 390],
    ['index.html', 'dark', 1280],
    ['matrix.html', 'light', 1280],
    ['matrix.html', 'dark', 390],
    ['providers/vsphere.html', 'light', 1280],
    ['providers/vsphere.html', 'dark', 390],
  ] as const;

  test.each(visits)(
    '%s in %s at %i pixels: axe finds nothing, and nothing is cut off',
    async (path, colorScheme, width) => {
      const { page } = await open(join(small, path), { colorScheme, viewport: { width, height: 800 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.evaluate(`(function (module, exports) {${axe}})(undefined, undefined)`).catch(() => undefined);
      const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
        violations: { id: string; nodes: { target: unknown }[] }[];
      };
      expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
    },
  );

  test('ten thousand providers are searched and turned while one types', async () => {
    const { page, complaints } = await open(join(large, 'index.html'));
    await told(page, '10,000 of 10,000 providers, page 1 of 417');
    expect(await titles(page)).toHaveLength(24);
    await page.getByLabel('Search').fill('provider-24');
    await told(page, '111 of 10,000 providers, page 1 of 5');
    await page.getByRole('link', { name: 'Next' }).click();
    await told(page, 'page 2 of 5');
    expect((await titles(page))[0]).toBe('Provider 2413');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(1_500);
    expect(complaints).toEqual([]);
  });

  test('the support matrix of ten thousand is filtered in the same way', async () => {
    const { page } = await open(join(large, 'matrix.html'));
    await page.getByLabel('Kubernetes').fill('1.29');
    await told(page, '3,334 of 10,000 providers, page 1 of 67');
    expect(await page.locator('#items tr').count()).toBe(50);
  });

  test('a text that looks like a page stays a text when the script shows it', async () => {
    const text = '<img src=x onerror="document.title=1"><b>bold</b>';
    const folder = mkdtempSync(join(tmpdir(), 'vrtg-site-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const entries = [siteEntry({ displayName: text, description: text, tags: [text] })];
    for await (const { path, content } of sitePages({ root: folder, entries, showClaims: true })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { page, complaints } = await open(join(folder, 'index.html'));
    await page.getByLabel('Search').fill('onerror');
    await told(page, '1 of 1 providers');
    expect(await titles(page)).toEqual([text]);
    expect([await page.locator('#items img, #items b').count(), complaints]).toEqual([0, []]);
  });
});
