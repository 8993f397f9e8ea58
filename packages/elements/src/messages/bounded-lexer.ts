import { Lexer, type Token, type TokensList } from './lexer.ts';

/** Quotes and lists inside of each other, and emphasis in emphasis: deeper ones are left as they were typed. */
const DEPTH = 16;
/** So many marks that open an emphasis which nothing closes are looked after; those that follow are text. */
const UNCLOSED = 30;

/**
 * Reads the Markdown of one text in a time that a reader does not notice, whatever it holds. Of 8,000 characters of
 * `*a ` marked looks from every mark to the end, which takes a second; of as many `>` it goes as deep as there are
 * marks, until the stack is full.
 */
export class BoundedLexer extends Lexer {
  #depth = 0;
  #unclosed = 0;

  constructor() {
    super({ gfm: true, breaks: true });
    const { tokenizer } = this.options;
    if (tokenizer == null) return;
    const emphasis = tokenizer.emStrong.bind(tokenizer);
    tokenizer.emStrong = (text, masked, before) => {
      if (!/^[*_]/.test(text) || this.#unclosed >= UNCLOSED) return undefined;
      const token = emphasis(text, masked, before);
      if (token === undefined) this.#unclosed += 1;
      return token;
    };
  }

  override blockTokens(source: string, tokens?: Token[]): Token[];
  override blockTokens(source: string, tokens?: TokensList): TokensList;
  override blockTokens(source: string, tokens: Token[] = []): Token[] {
    return this.#within(source, tokens, () => super.blockTokens(source, tokens));
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    return this.#within(source, tokens, () => super.inlineTokens(source, tokens));
  }

  /** Adds what is read to the tokens, or the source as it is. */
  #within(source: string, tokens: Token[], read: () => void): Token[] {
    if (this.#depth === DEPTH) tokens.push({ type: 'text', raw: source, text: source });
    else {
      this.#depth += 1;
      read();
      this.#depth -= 1;
    }
    return tokens;
  }
}
