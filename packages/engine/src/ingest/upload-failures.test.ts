import { expect, it } from 'vitest';
import { refuseUnfinished } from './upload-failures.ts';

it('takes no more uploads of one owner than can be looked through, whatever others have', () => {
  const ofAnn = Array.from({ length: 1000 }, () => ({ ownerId: 'ann' }));
  expect(refuseUnfinished(ofAnn, 'ann')).toMatchObject({ code: 'QUOTA_EXCEEDED', reason: 'limit-exceeded' });
  expect(refuseUnfinished(ofAnn.slice(1), 'ann')).toBeUndefined();
  expect(refuseUnfinished(ofAnn, 'bob')).toBeUndefined();
  expect(refuseUnfinished(ofAnn, undefined)).toBeUndefined();
});
