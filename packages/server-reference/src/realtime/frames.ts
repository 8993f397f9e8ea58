/** Frames of a text/event-stream (WHATWG HTML, section 9.2), encoded once and shared by all who get them. */
import type { ControlEvent, EphemeralEvent } from '@fechatter/protocol';
import type { CommittedEvent } from '../event-log/events.ts';

const encoder = new TextEncoder();

/** Bytes of a frame that are the same for every reader. */
export type Frame = Uint8Array;

/** A frame of the log. JSON has no line breaks of its own, so one data line holds it. */
export const loggedFrame = ({
  seq,
  event,
  payload,
}: Pick<CommittedEvent, 'seq' | 'payload'> & { readonly event: { readonly type: string } }): Frame =>
  encoder.encode(`event: ${event.type}\nid: ${seq}\ndata: ${payload}\n\n`);

/** A frame that is not of the log: without an id, so that it never moves a cursor. */
export const plainFrame = (event: ControlEvent | EphemeralEvent): Frame =>
  encoder.encode(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

/** Joins frames into the bytes of one write. */
export function joinFrames(frames: readonly Frame[], length: number): Frame {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const frame of frames) {
    joined.set(frame, at);
    at += frame.byteLength;
  }
  return joined;
}
