/** The one source of the present instant. */
export interface Clock {
  now(): Date;
}
