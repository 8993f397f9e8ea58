/** The lexer of marked. Published, it comes without the rest of marked: see `scripts/literals/lexer-alone.ts`. */
export { Lexer, type Token, type Tokens, type TokensList } from 'marked';
