declare module 'asl-validator' {
  /** Says whether a States Language definition is valid, and if not, why. */
  export default function validate(definition: object): { readonly isValid: boolean; errorsText(): string };
}
