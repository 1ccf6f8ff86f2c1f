import { config } from 'zod';

// Comes before all schemas. They would be compiled, which the page's own policy forbids: zod tries, and the browser reports it.
config({ jitless: true });
