/** One setting that is wrong. */
export interface WrongSetting {
  /** The environment variable. */
  readonly name: string;
  readonly message: string;
}

/** Settings are wrong: all of them are named, so that they can be put right at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly settings: readonly WrongSetting[];

  constructor(settings: readonly WrongSetting[]) {
    super(
      ['The configuration is wrong:', ...settings.map(({ name, message }) => `  ${name} ${message}`)].join(
        '\n',
      ),
    );
    this.settings = settings;
  }
}
