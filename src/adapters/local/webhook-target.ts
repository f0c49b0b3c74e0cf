import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { PlatformError } from '../../core/errors.ts';
import { isForbidden, isLoopback } from './webhook-addresses.ts';

/**
 * A webhook's address as this stage may call it.
 * @param loopback whether this machine itself may be called, by http too
 * @throws PlatformError `BadRequest`
 */
export function readTarget(target: string, loopback: boolean): URL {
  const refuse = (reason: string) => new PlatformError('BadRequest', `Cannot call ${target}: ${reason}`);
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (!url || !['https:', 'http:'].includes(url.protocol)) {
    throw refuse('this stage calls https:// addresses');
  }
  if (url.username || url.password) throw refuse('an address must not carry a password');
  if (url.protocol === 'http:' && !loopback) throw refuse('it must be an https:// address');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is never looked up, so it is judged here.
  if (isIP(host)) judgeAddress(url, host, loopback);
  return url;
}

/** @throws PlatformError `BadRequest` */
function judgeAddress(url: URL, address: string, loopback: boolean): void {
  const refuse = (reason: string) => new PlatformError('BadRequest', `Cannot call ${url.host}: ${reason}`);
  if (isForbidden(address)) throw refuse(`${address} is an address that no stage calls`);
  if (isLoopback(address)) {
    if (!loopback) throw refuse(`${address} is this machine itself`);
  } else if (url.protocol === 'http:') throw refuse('only this machine itself is called by http://');
}

/** Judges the very addresses that are then connected to, so that a name cannot change its mind in between. */
export function checkedLookup(url: URL, loopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '');
      try {
        for (const { address } of found) judgeAddress(url, address, loopback);
      } catch (refusal) {
        return callback(refusal as NodeJS.ErrnoException, '');
      }
      const [first] = found;
      if (options.all) callback(null, found);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}
