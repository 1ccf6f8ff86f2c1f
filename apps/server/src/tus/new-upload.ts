import { cleanFileName, err, failure, ok, type Result } from '@reelmill/core';
import type { NewUpload } from '@reelmill/engine';
import type { FastifyRequest } from 'fastify';
import { identityOf } from '../access/identity.ts';
import { recipeOfText } from '../routes/recipe-of-text.ts';
import { headerBytes, headerText } from './tus-protocol.ts';
import {
  parseDigest,
  parseMember,
  parsePriority,
  parseUploadMetadata,
  parseUserMetadata,
} from './upload-metadata.ts';

/**
 * What a creation request announces (tus creation extension); keys read: `filename` or `name`, `recipe`, `priority`, `metadata`,
 * `asset`: the one whose source the upload becomes, `sha256` of the whole, and `transaction` with `role`: whose file it brings.
 */
export const newUploadOf = (request: FastifyRequest): Result<NewUpload> => {
  const shape = shapeOf(request);
  if (!shape.ok) return shape;
  const tusMetadata = headerText(request, 'upload-metadata') ?? '';
  const values = parseUploadMetadata(tusMetadata);
  if (!values.ok) return values;
  const metadata = parseUserMetadata(values.value.get('metadata'));
  if (!metadata.ok) return metadata;
  const replacesAssetId = values.value.get('asset');
  const named = values.value.get('recipe');
  const recipe = named === undefined && replacesAssetId !== undefined ? ok(null) : recipeOfText(named);
  if (!recipe.ok) return recipe;
  const priority = parsePriority(values.value.get('priority'));
  if (!priority.ok) return priority;
  const member = parseMember(values.value.get('transaction'), values.value.get('role'));
  if (!member.ok) return member;
  const sha256 = parseDigest(values.value.get('sha256'));
  if (!sha256.ok) return sha256;
  return ok({
    ownerId: identityOf(request).userId,
    fileName: cleanFileName(values.value.get('filename') ?? values.value.get('name')),
    ...shape.value,
    tusMetadata,
    metadata: metadata.value,
    recipe: recipe.value,
    priority: priority.value,
    replacesAssetId,
    // Parts are nothing by themselves: what is put together from them is.
    ...(shape.value.isPart ? {} : { member: member.value, expectedDigest: sha256.value }),
  });
};

/** How long it is, and whether it is a part, a whole, or put together from parts (`Upload-Concat`). */
const shapeOf = (request: FastifyRequest): Result<Pick<NewUpload, 'lengthBytes' | 'isPart' | 'parts'>> => {
  const concat = headerText(request, 'upload-concat')?.trim();
  if (concat?.startsWith('final;')) {
    const ids = concat
      .slice('final;'.length)
      .split(' ')
      .filter((address) => address !== '')
      .map((address) => address.slice(address.lastIndexOf('/') + 1));
    return ok({ lengthBytes: null, parts: ids });
  }
  if (concat !== undefined && concat !== 'partial') {
    return err(
      failure(
        'INVALID_REQUEST',
        'bad-input',
        'Upload-Concat is "partial" or "final;" with the addresses of the parts.',
      ),
    );
  }
  const isPart = concat === 'partial';
  const told = headerText(request, 'upload-length');
  const deferred = headerText(request, 'upload-defer-length');
  const lengthBytes = headerBytes(request, 'upload-length');
  if (lengthBytes !== undefined && deferred === undefined) return ok({ lengthBytes, isPart });
  if (told === undefined && deferred === '1') return ok({ lengthBytes: null, isPart });
  return err(
    failure(
      'INVALID_REQUEST',
      'bad-input',
      'Upload-Length must say how many bytes the file has, or else "Upload-Defer-Length: 1" that it follows.',
    ),
  );
};
