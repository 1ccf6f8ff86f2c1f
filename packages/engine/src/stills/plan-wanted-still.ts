import {
  chooseVideo,
  err,
  failure,
  ok,
  type Result,
  requireStillEncoder,
  type StillParams,
  type StillQuery,
  stillParams,
} from '@reelmill/core';
import type { AdvanceContext } from '../jobs/advance-job.ts';
import type { AssetRecord } from '../ports/index.ts';

/** The step that makes a still of an asset as it is now. A thumbnail of a recipe at that time and width is the same step. */
export const planWantedStill = (
  { capabilities }: Pick<AdvanceContext, 'capabilities'>,
  asset: AssetRecord,
  query: StillQuery,
): Result<StillParams> => {
  if (query.source !== undefined && query.source !== asset.sourceDigest) {
    return err(failure('NOT_FOUND', 'bad-input', 'The asset is made of another file by now.'));
  }
  if (!asset.probe) {
    const message = 'The file has not been looked at yet; ask again when its probe is known.';
    return err(failure('CONFLICT', 'bad-input', message));
  }
  const video = chooseVideo(asset.probe);
  if (!video) return err(failure('NOT_A_VIDEO', 'bad-input', 'The file has no moving pictures.'));
  const able = requireStillEncoder(query.format, capabilities);
  if (!able.ok) return able;
  const { at, width, format } = query;
  return ok(stillParams({ atSeconds: [at], maxWidth: width, format }, [at], video));
};
