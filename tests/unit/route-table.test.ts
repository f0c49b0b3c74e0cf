import { describe, expect, it } from '@jest/globals';
import { routeTable } from '../../src/api/route-table.ts';

const table = routeTable([
  { method: 'GET', path: '/v1/apps/{ApplicationId}' },
  { method: 'GET', path: '/v1/apps/{ApplicationId}/jobs/{JobId}' },
  { method: 'POST', path: '/v1/apps/{ApplicationId}/jobs/import' },
  { method: 'GET', path: '/v1/apps/{ApplicationId}/jobs/import' },
  { method: 'GET', path: '/files/{path+}' },
  { method: 'GET', path: '/files/index' },
]);

describe('a route table', () => {
  it('decodes labels after it split the path', () => {
    expect(table.match('GET', '/v1/apps/x%2Fy%2Bz%3D').labels).toEqual({ ApplicationId: 'x/y+z=' });
    expect(table.match('GET', '/v1/apps/a+b%2520%F0%9F%92%8C').labels).toEqual({ ApplicationId: 'a+b%20💌' });
  });

  it('prefers a literal to a label, in whatever order they stand', () => {
    expect(table.match('GET', '/v1/apps/a/jobs/import').entry.path).toBe(
      '/v1/apps/{ApplicationId}/jobs/import',
    );
    expect(table.match('GET', '/v1/apps/a/jobs/1').labels).toEqual({ ApplicationId: 'a', JobId: '1' });
    expect(table.match('GET', '/files/index').labels).toEqual({});
  });

  it('lets a last label take the rest', () => {
    expect(table.match('GET', '/files/a/b%2Fc.js').labels).toEqual({ path: 'a/b/c.js' });
  });

  it('finds nothing at empty labels, longer or shorter paths, or in another case', () => {
    for (const path of ['/v1/apps/', '/v1/apps', '/v1/apps/a/', '/V1/apps/a', '/files/', '/', '']) {
      expect(() => table.match('GET', path)).toThrow(expect.objectContaining({ code: 'NotFound' }));
    }
  });

  it('tells which methods a path has', () => {
    expect(() => table.match('PATCH', '/v1/apps/a/jobs/import')).toThrow(
      expect.objectContaining({ code: 'MethodNotAllowed', details: { allowed: ['POST', 'GET'] } }),
    );
    expect(table.methods('/v1/apps/a')).toEqual(['GET']);
    expect(table.methods('/nowhere')).toEqual([]);
  });

  it('refuses a label that is not percent-encoded UTF-8', () => {
    for (const path of ['/v1/apps/%', '/v1/apps/%ff']) {
      expect(() => table.match('GET', path)).toThrow(expect.objectContaining({ code: 'BadRequest' }));
    }
  });
});
