import type { Config } from '../config/config.ts';

/** What a command talks to: the terminal, the environment, and whoever wants it to stop. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Writes a line of the result. */
  print(line: string): void;
  /** Writes a line about what goes on. */
  note(line: string): void;
  /** The whole of standard input. */
  readInput(): Promise<string>;
  /** Resolves when the person, or the system, wants the command to end. */
  stopAsked(): Promise<string>;
}

/** An option as `node:util` takes it, with what the help says of it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly required?: boolean;
  /** What stands for the value: `--name TEXT`. */
  readonly value?: string;
  readonly help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<S extends OptionSpec> = S['type'] extends 'boolean' ? boolean : string;
export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]: O[K] extends { readonly required: true }
    ? ValueOf<O[K]>
    : ValueOf<O[K]> | undefined;
};

export interface Invocation<O extends OptionSpecs> {
  readonly options: OptionValues<O>;
  readonly arguments: readonly string[];
  readonly config: Config;
  readonly terminal: Terminal;
}

/** A command of the program. */
export interface CliCommand<O extends OptionSpecs = OptionSpecs> {
  /** The words that call it: `workspace create`. */
  readonly name: string;
  readonly summary: string;
  readonly options: O;
  /** Names of what stands besides the options: `FILE`. */
  readonly arguments?: readonly string[];
  /** Resolves to the exit code. */
  run(invocation: Invocation<O>): Promise<number>;
}

/** Keeps the types of the options together with the function that gets them. */
export const cliCommand = <const O extends OptionSpecs>(command: CliCommand<O>): CliCommand => command;

/** The command line is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A command could not do what it should, for a reason that the person can do something about. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
