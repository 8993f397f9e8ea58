import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { ApiError } from '../errors/api-error.ts';

/** Argon2id as the OWASP Password Storage Cheat Sheet asks for: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of a random password that nobody knows, made with the same parameters. */
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$wktPA0kjqJCofbiNCVV+wg$Ymwvgd4vfftCluUWu8Gab7+C8JTq5QuINceu+UEhglU';

export interface PasswordHasherOptions {
  /** Hashes made at the same time. Default: the processors but one, so that one stays for everything else. */
  readonly concurrency?: number;
  /** Passwords that may wait; more are refused as `server_busy`. Default: 32 for each of the above. */
  readonly queueLength?: number;
}

/** Hashes and verifies passwords, so many at a time: each takes some 50 ms of a processor and 19 MiB. */
export class PasswordHasher {
  readonly #concurrency: number;
  readonly #queueLength: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: PasswordHasherOptions = {}) {
    this.#concurrency = options.concurrency ?? Math.max(1, availableParallelism() - 1);
    this.#queueLength = options.queueLength ?? 32 * this.#concurrency;
  }

  /** @throws {ApiError} `server_busy` when too many wait. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(normalised(password), parameters));
  }

  /**
   * Whether a password is the one of a hash. Without a hash it is not, and that takes just as long to find out.
   *
   * @throws {ApiError} `server_busy` when too many wait.
   */
  async verify(passwordHash: string | null | undefined, password: string): Promise<boolean> {
    const fits = await this.#inTurn(() => verify(passwordHash ?? nobodysHash, normalised(password)));
    return fits && passwordHash != null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#concurrency) {
      if (this.#waiting.length >= this.#queueLength) {
        throw new ApiError('server_busy', 'Too many people are signing in at this moment.', {
          retryAfter: 2,
        });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      // The place is handed to the next one, so that nobody who comes now can take it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}

/** NIST SP 800-63B-4, section 3.1.1.2: the same password typed on another keyboard may have other code points. */
const normalised = (password: string): string => password.normalize('NFKC');
