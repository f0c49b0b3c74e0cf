/** How a transactions file is written, found by looking at it. */
export interface FileDialect {
  readonly gzip: boolean;
  readonly encoding: 'utf-8' | 'windows-1252';
  /** A UTF-8 byte order mark stands at the start. */
  readonly bom: boolean;
  readonly delimiter: ',' | ';' | '\t';
  /** The header's names as they stand in the file, in order. */
  readonly header: string[];
  /** Line (from 1) of the header; blank lines may stand before it. */
  readonly headerLine: number;
}
