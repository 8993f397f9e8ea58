import type { Frame } from './frames.ts';
import type { Sink } from './sink.ts';

/** Bytes that may wait in a web stream before the writer is asked to wait. */
const HIGH_WATER = 65_536;

/** A sink behind a web-standard Response: for runtimes other than Node, and for a server in a page. */
export function webSink(headers: Readonly<Record<string, string>>): {
  readonly sink: Sink;
  readonly response: Response;
} {
  let controller: ReadableStreamDefaultController<Frame>;
  let drained: () => void = () => undefined;
  let closed: () => void = () => undefined;
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    closed();
  };
  const stream = new ReadableStream<Frame>(
    {
      start: (started) => {
        controller = started;
      },
      pull: () => drained(),
      cancel: close,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER }),
  );
  const sink: Sink = {
    write(bytes) {
      if (!open) return true;
      controller.enqueue(bytes);
      return (controller.desiredSize ?? 0) > 0;
    },
    end() {
      if (open) controller.close();
      close();
    },
    onDrain(listener) {
      drained = listener;
    },
    onClose(listener) {
      closed = listener;
    },
  };
  return { sink, response: new Response(stream, { headers }) };
}
