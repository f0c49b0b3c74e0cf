import { Link, type LinkProps } from 'react-router';
import type { Parameters } from '../api/stage.ts';
import { useAddress } from './address.ts';

/** A link to a view, of the same application and period. */
export function StageLink({
  to,
  parameters,
  ...rest
}: Omit<LinkProps, 'to'> & { readonly to: string; readonly parameters?: Parameters }) {
  return <Link to={useAddress().to(to, parameters)} {...rest} />;
}
