/** A template that cannot be rendered for one recipient; the run goes on. */
export class RenderingError extends Error {}
