/**
 * On whose behalf a request is answered. There are no accounts yet: whoever reaches the server says who they are. The one
 * place to ask for an identity once there are.
 */
export const whoAsks = (request: { readonly query: { readonly userId: string } }): string =>
  request.query.userId;
