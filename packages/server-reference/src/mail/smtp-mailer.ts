import type { Mailer } from './mailer.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. */
  readonly url: string;
  /** The sender: `FeChatter <chat@example.com>`. */
  readonly from: string;
}

/** Sends mail through an SMTP server, over connections that are kept for a while. */
export function createSmtpMailer({ url, from }: SmtpOptions): Mailer {
  const open = async () => {
    // Not before there is a mail: it takes 20 MiB of a server that may never send one.
    const { createTransport } = await import('nodemailer');
    return createTransport({
      url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
    });
  };
  let opened: ReturnType<typeof open> | undefined;
  const transport = (): ReturnType<typeof open> => (opened ??= open());
  return {
    send: async ({ to, subject, text }) => {
      // The address as an object: nothing in it is taken for a list of addresses.
      await (
        await transport()
      ).sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    },
    check: async () => {
      await (await transport()).verify();
    },
    close: async () => {
      (await opened)?.close();
    },
  };
}
