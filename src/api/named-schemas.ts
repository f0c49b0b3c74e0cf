import type { JsonSchema } from './json-schema.ts';

/** Collects the schemas that have a name, so that a document keeps each once and refers to it elsewhere. */
export class SchemaNames {
  /** The named ones by their name, in the order in which they were met. */
  readonly schemas: Record<string, JsonSchema> = {};

  /**
   * The schema with a reference in place of everything in it that has a name.
   * @throws Error when two different schemas have one name
   */
  refer(schema: JsonSchema): JsonSchema {
    const { title, ...rest } = schema;
    const plain = this.#members(rest) as JsonSchema;
    if (typeof title !== 'string') return plain;
    const known = this.schemas[title];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(plain)) {
      throw new Error(`Two schemas are named ${title}`);
    }
    this.schemas[title] = plain;
    return { $ref: `#/components/schemas/${title}` };
  }

  #members(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#member(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#member(member)]));
  }

  /** A member called `title` is a text here only where a schema has it; in `properties` it is a schema. */
  #member(value: unknown): unknown {
    const isNamed = typeof value === 'object' && value !== null && 'title' in value;
    return isNamed && typeof value.title === 'string'
      ? this.refer(value as JsonSchema)
      : this.#members(value);
  }
}
