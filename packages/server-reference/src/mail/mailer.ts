/** One e-mail to one person, in plain text: nothing in it can be markup. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Port: sends e-mail. */
export interface Mailer {
  /** Resolves when the mail was handed over; rejects when it could not be. */
  send(mail: Mail): Promise<void>;
  /** Whether mail can be sent now; rejects with the reason when not. */
  check(): Promise<void>;
  close(): Promise<void>;
}
