import { expect } from '@open-wc/testing';

interface Report {
  readonly violations: readonly string[];
  readonly messages: number;
  readonly padding: string;
}

const POLICY =
  "default-src 'self'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

describe('a page with a strict Content Security Policy and Trusted Types', () => {
  it('is used without a single violation', async () => {
    const frame = document.createElement('iframe');
    frame.style.width = '1000px';
    frame.style.height = '600px';
    const script = new URL('./strict-csp-page.ts', import.meta.url).pathname;
    frame.srcdoc = `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${POLICY}"></head><body><script type="module" src="${script}"></script></body></html>`;
    const told = new Promise<Report>((resolve) => {
      window.addEventListener('message', (event: MessageEvent<{ strictCsp?: Report }>) => {
        if (event.data.strictCsp !== undefined) resolve(event.data.strictCsp);
      });
    });
    document.body.append(frame);
    const report = await told;
    frame.remove();
    expect(report.violations).to.deep.equal([]);
    expect(report.messages).to.be.above(20);
    expect(report.padding, 'styles apply').to.equal('6px');
  });
});
