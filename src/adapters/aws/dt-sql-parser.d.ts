/*
 * Of the parser only what is used, and of its grammars only Trino's: the package's main file loads all eight. Its files
 * name each other without ends, so that they are for bundlers: Node by itself does not load them.
 */
declare module 'dt-sql-parser/dist/parser/trino/index.js' {
  export interface Token {
    readonly type: number;
    readonly text?: string;
    /** Offsets in code points; `stop` is that of the last one. */
    readonly start: number;
    readonly stop: number;
    readonly channel: number;
  }
  /** A rule of the grammar with its parts, or a token. */
  export interface Tree {
    /** Of a rule; tokens have none. */
    readonly ruleIndex?: number;
    readonly children?: readonly Tree[];
    /** Of a token. */
    readonly symbol?: Token;
    /** The first token of a rule. */
    readonly start?: Token | null;
    getText(): string;
  }
  export interface ParseError {
    readonly startLine: number;
    readonly startColumn: number;
    readonly message: string;
  }
  export interface Parser {
    readonly ruleNames: readonly string[];
    readonly tokenStream: { getTokens(): Token[] };
    program(): Tree;
  }
  export class TrinoSQL {
    createParser(text: string, onError: (error: ParseError) => void): Parser;
  }
}
