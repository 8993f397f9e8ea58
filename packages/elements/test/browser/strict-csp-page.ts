/** What runs inside the page with the strict policy: a chat in use. It tells its opener what the policy found. */
import '../../src/define/fe-chat.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { seed } from '../fake/seed.ts';

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const { world, channels } = seed();
const client = createFakeClient(world);
const chat = document.createElement('fe-chat');
chat.client = client;
chat.channel = 'general';
document.body.append(chat);
await later(400);
const timeline = client.channels.timeline(channels.general.id);
await timeline.send({ text: '<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1)) ```code```' });
chat.shadowRoot?.querySelector<HTMLElement>('.me')?.click();
await later(200);
chat.shadowRoot
  ?.querySelector('fe-channel-header')
  ?.shadowRoot?.querySelector('fe-menu')
  ?.shadowRoot?.querySelector<HTMLElement>('.trigger')
  ?.click();
await later(300);
const messages =
  chat.shadowRoot?.querySelector('fe-timeline')?.shadowRoot?.querySelectorAll('fe-message').length ?? 0;
const padding = getComputedStyle(chat.shadowRoot?.querySelector('.me') ?? chat).paddingTop;
parent.postMessage({ strictCsp: { violations, messages, padding } }, '*');
