interface Page<T> {
  readonly Item?: readonly T[] | undefined;
  readonly NextToken?: string | undefined;
}

/** Gives a page of one of Pinpoint's lists; the first without a token. */
type AskPage<T> = (Token: string | undefined) => Promise<Page<T> | undefined>;

/** The items of a list, page after page. */
export async function* listed<T>(ask: AskPage<T>): AsyncGenerator<T> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield* page?.Item ?? [];
    token = page?.NextToken;
  } while (token);
}

/** The id of the first item of a name, or `undefined` when there is none. */
export async function idOfNamed(
  name: string | undefined,
  ask: AskPage<{ readonly Id?: string | undefined; readonly Name?: string | undefined }>,
): Promise<string | undefined> {
  for await (const { Id, Name } of listed(ask)) if (Name === name && Id) return Id;
  return undefined;
}
