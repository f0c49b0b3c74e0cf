/** Seals secrets so that what is stored cannot be read without the stage's key. */
export interface SecretBox {
  /** @param context bound to the sealed text; `open` needs the same */
  seal(secret: string, context: string): Promise<string>;
  /** @throws PlatformError `Internal` when the text was not sealed by this stage with this context */
  open(sealed: string, context: string): Promise<string>;
}
