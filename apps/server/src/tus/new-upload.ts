import { err, failure, ok, type Result } from '@reelmill/core';
import type { NewUpload } from '@reelmill/engine';
import type { FastifyRequest } from 'fastify';
import { recipeOfText } from '../routes/recipe-of-text.ts';
import { headerBytes, headerText } from './tus-protocol.ts';
import { cleanFileName, parsePriority, parseUploadMetadata, parseUserMetadata } from './upload-metadata.ts';

/**
 * What a creation request announces (tus creation extension); keys read: `filename` or `name`, `recipe`, `priority`, `metadata`,
 * and `asset`: the one whose source the upload becomes.
 */
export const newUploadOf = (request: FastifyRequest): Result<NewUpload> => {
  const lengthBytes = headerBytes(request, 'upload-length');
  if (lengthBytes === undefined) {
    return err(
      failure(
        'INVALID_REQUEST',
        'bad-input',
        headerText(request, 'upload-defer-length') === undefined
          ? 'Upload-Length must say how many bytes the file has.'
          : 'The length of an upload cannot be deferred: send Upload-Length.',
      ),
    );
  }
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
  return ok({
    fileName: cleanFileName(values.value.get('filename') ?? values.value.get('name')),
    lengthBytes,
    tusMetadata,
    metadata: metadata.value,
    recipe: recipe.value,
    priority: priority.value,
    replacesAssetId,
  });
};
