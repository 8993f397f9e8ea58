import { createServer } from '../../server.ts';
import { cliCommand } from '../command.ts';
import { serverOptions } from '../server-options.ts';

export const serve = cliCommand({
  name: 'serve',
  summary: 'Run the server',
  options: {},
  run: async ({ config, terminal }) => {
    const stopAsked = terminal.stopAsked();
    const server = await createServer(serverOptions(config));
    terminal.print(`FeChatter is ready: ${server.url}/`);
    const reason = await stopAsked;
    terminal.note(`${reason}: stopping`);
    await server.stop();
    return 0;
  },
});
