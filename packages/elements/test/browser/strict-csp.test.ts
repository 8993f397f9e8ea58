import { expect } from '@open-wc/testing';

interface Report {
  readonly violations: readonly string[];
  readonly messages: number;
  readonly padding: string;
}

describe('a page with a strict Content Security Policy and Trusted Types', () => {
  it('is used without a single violation', async () => {
    const frame = document.createElement('iframe');
    frame.style.width = '1000px';
    frame.style.height = '600px';
    frame.src = new URL('./strict-csp-page.html', import.meta.url).href;
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
