import { z } from 'zod';

/** What an output is called among those of its asset; also the folder it is exported to. Its kind's name by default. */
export const outputName = (byDefault: string) =>
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be of lower-case letters, digits and dashes')
    .default(byDefault);
