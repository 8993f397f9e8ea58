import { startDemo } from '../../demo/demo.ts';
import { cliCommand } from '../command.ts';
import { serverOptions } from '../server-options.ts';

export const demo = cliCommand({
  name: 'demo',
  summary: 'Run the server with a small workspace to try it in',
  options: {},
  run: async ({ config, terminal }) => {
    const stopAsked = terminal.stopAsked();
    const server = await startDemo(serverOptions(config));
    terminal.print(`Open ${config.publicUrl ?? server.url}`);
    const reason = await stopAsked;
    terminal.note(`${reason}: stopping`);
    await server.stop();
    return 0;
  },
});
