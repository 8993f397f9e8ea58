/**
 * The service worker of a page that is all chat, whole in one file: `/sdk/fe-chat-worker.js` of any server. For pages
 * of one's own there is {@link serveShell}.
 */
import { serveShell, type ShellScope } from './shell-worker.ts';

serveShell(globalThis as unknown as ShellScope, { isPage: (path) => path === '/' });
