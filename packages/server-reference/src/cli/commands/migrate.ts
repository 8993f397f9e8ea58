import { migrate } from '../../database/migrate.ts';
import { cliCommand } from '../command.ts';
import { openConfigured } from '../open-database.ts';

export const migrateCommand = cliCommand({
  name: 'migrate',
  summary: 'Bring the schema of the database up to date',
  options: {},
  run: async ({ config, terminal }) => {
    const database = await openConfigured(config);
    try {
      const names = await migrate(database);
      terminal.print(names.length === 0 ? 'The database is up to date.' : `Run: ${names.join(', ')}`);
      return 0;
    } finally {
      await database.close();
    }
  },
});
