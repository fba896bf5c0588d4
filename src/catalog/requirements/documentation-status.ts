const mostRedirects = 5;
const patienceMs = 15_000;

/** The HTTP status of a page; redirects are followed over https only. Rejects where nobody answers. */
export async function documentationStatus(address: string, signal: AbortSignal): Promise<number> {
  let url = new URL(address);
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    if (url.protocol !== 'https:') throw new Error(`it leads to ${url.protocol}//, which is not asked`);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const response = await fetch(url, { redirect: 'manual', signal: limit }).catch((thrown: Error) => {
      const { code } = (thrown.cause ?? {}) as { code?: string };
      throw new Error(`${url.host} does not answer${code === undefined ? '' : ` (${code})`}`);
    });
    await response.body?.cancel();
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response.status;
    url = new URL(location, url);
  }
  throw new Error('there is no end of redirects');
}
