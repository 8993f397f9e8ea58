import { InvalidResponseError } from '../errors/invalid-response-error.ts';

/** The digits of base32: `A` is 0, `7` is 31 (RFC 4648, section 6). */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Five bits that say seed, eight that say user, three that are not used, the key, the checksum, and two that fill the last digit. */
const USER_SEED = /^SU[A-D][A-Z2-7]{54}[AEIMQUY4]$/;
const PREFIX_BYTES = 2;
const KEY_BYTES = 32;

/**
 * The key in the seed of a NATS user: 32 bytes, from which an Ed25519 pair is made (RFC 8032, section 5.1.5).
 * The form is that of https://github.com/nats-io/nkeys.
 *
 * @param seed `SU...`, 58 digits of base32.
 * @throws {InvalidResponseError} when it is anything else, or a digit is wrong. The seed itself is not in the message.
 */
export function decodeUserSeed(seed: string): Uint8Array {
  if (!USER_SEED.test(seed)) throw new InvalidResponseError('`seed` is not the seed of a NATS user');
  const bytes = decodeBase32(seed);
  const end = PREFIX_BYTES + KEY_BYTES;
  if (checksum(bytes.subarray(0, end)) !== new DataView(bytes.buffer).getUint16(end, true))
    throw new InvalidResponseError('The checksum in `seed` is wrong');
  return bytes.slice(PREFIX_BYTES, end);
}

/** Whole bytes only: bits that are left over fill the last digit. */
function decodeBase32(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let index = 0;
  for (const digit of text) {
    held = ((held << 5) | DIGITS.indexOf(digit)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[index++] = held >> bits;
  }
  return bytes;
}

/** CRC-16/XMODEM. */
function checksum(bytes: Uint8Array): number {
  let remainder = 0;
  for (const byte of bytes) {
    remainder ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1)
      remainder = ((remainder << 1) ^ (remainder & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return remainder;
}
