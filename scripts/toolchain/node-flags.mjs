/**
 * What the server's Node is started with. Where there is much memory V8 lets young objects take 64 MB before it looks for
 * those that are gone, and buffers of uploads that are long gone stay with them: 120 MB more resident under load, no faster.
 */
export const nodeFlags = ['--max-semi-space-size=8'];
