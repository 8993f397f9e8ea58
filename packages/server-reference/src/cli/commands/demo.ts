import { createLogger } from '../../logging/logger.ts';
import { startDemo } from '../../demo/demo.ts';
import { cliCommand } from '../command.ts';
import { serverOptions } from '../server-options.ts';

export const demo = cliCommand({
  name: 'demo',
  summary: 'Run the server with a small workspace to try it in',
  options: {},
  run: async ({ config, terminal }) => {
    const stopAsked = terminal.stopAsked();
    const options = serverOptions(config);
    // A line for each request would bury the one line that a newcomer has to see.
    const server = await startDemo(
      terminal.environment['FECHATTER_LOG_LEVEL'] === undefined
        ? { ...options, logger: createLogger({ level: 'warn' }) }
        : options,
    );
    terminal.print(`FeChatter is ready: ${server.url}/`);
    const reason = await stopAsked;
    terminal.note(`${reason}: stopping`);
    await server.stop();
    return 0;
  },
});
