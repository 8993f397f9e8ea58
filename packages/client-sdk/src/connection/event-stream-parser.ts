/**
 * The grammar of an event stream (WHATWG HTML, section 9.2.6) as far as frames use it: takes its bytes in whatever
 * pieces they come, and hands on the data of each frame with the id that stands in the same frame. Comments, other
 * fields and frames without data are left out.
 *
 * @param frame - Called for each frame, with an empty `id` when it has none.
 */
export function createEventStreamParser(
  frame: (id: string, data: string) => void,
): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  let id = '';
  let data: string[] = [];
  return (chunk) => {
    // A CR that stands last may be the first half of a CRLF: what follows tells.
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, field, value = ''] = /^(\w*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === 'id') id = value;
      else if (field === 'data') data.push(value);
      else if (line === '') {
        if (data.length > 0) frame(id, data.join('\n'));
        id = '';
        data = [];
      }
    }
  };
}
