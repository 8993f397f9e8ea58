import type { CliCommand } from '../command.ts';
import { createAppKeyCommand } from './app-key-create.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { importCommand } from './import.ts';
import { migrateCommand } from './migrate.ts';
import { serve } from './serve.ts';
import { createUserCommand } from './user-create.ts';
import { createWorkspaceCommand } from './workspace-create.ts';

/** In the order of the help. */
export const commands: readonly CliCommand[] = [
  serve,
  demo,
  doctor,
  migrateCommand,
  createWorkspaceCommand,
  createUserCommand,
  createAppKeyCommand,
  importCommand,
];
