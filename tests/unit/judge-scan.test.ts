import { describe, expect, it } from '@jest/globals';
import { judgeScan } from '../aws/judge-scan.ts';

const found = (...resources: string[]) => ({
  results: {
    failed_checks: resources.map((resource) => ({ check_id: 'CKV_1', check_name: 'Ensure much', resource })),
    parsing_errors: [],
  },
  summary: { passed: 3 },
});
const reason = 'There is a reason, and it is told in so many words.';
const except = (...resources: string[]) => [{ check: 'CKV_1', resources, reason }];

describe('the judge of a scan', () => {
  it('lets pass what has a reason, by name or by a star', () => {
    expect(judgeScan(found('AWS::S3::Bucket.A', 'AWS::S3::Bucket.B'), except('AWS::S3::Bucket.*'))).toEqual(
      [],
    );
  });

  it('names what has none, of another check or another resource', () => {
    const faults = ['AWS::S3::Bucket.A: CKV_1 Ensure much'];
    expect(judgeScan(found('AWS::S3::Bucket.A'), [])).toEqual(faults);
    const other = [{ check: 'CKV_2', resources: ['AWS::S3::Bucket.A'], reason }];
    expect(judgeScan(found('AWS::S3::Bucket.A'), other)).toEqual([
      ...faults,
      'AWS::S3::Bucket.A: the exception from CKV_2 is not needed any more',
    ]);
    expect(judgeScan(found('AWSxxS3::Bucket.A'), except('AWS::S3::Bucket.*'))).toHaveLength(2);
  });

  it('names reasons that nothing needs any more', () => {
    expect(judgeScan(found('Bucket.A'), except('Bucket.A', 'Bucket.B'))).toEqual([
      'Bucket.B: the exception from CKV_1 is not needed any more',
    ]);
  });

  it('takes no scan for clean that looked at nothing, and no exception without a reason', () => {
    expect(judgeScan({ ...found(), summary: { passed: 0 } }, [])).toEqual(['Nothing was checked']);
    expect(() => judgeScan(found(), [{ check: 'CKV_1', resources: ['A'], reason: 'no' }])).toThrow();
  });
});
