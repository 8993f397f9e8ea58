import type {
  AppKey,
  AppKeyId,
  ChannelId,
  CreatedAppKey,
  CreatedInvite,
  Invite,
  InviteId,
  InvitePreview,
  Role,
  Workspace,
  WorkspaceSummary,
} from '@fechatter/protocol';

export interface WorkspacesClient {
  list(): Promise<readonly WorkspaceSummary[]>;
  create(input: { readonly slug: string; readonly name: string }): Promise<WorkspaceSummary>;
  /** Makes this the open workspace: its state replaces that of the one before, and the connection follows. */
  open(slug: string): Promise<void>;
  update(change: {
    readonly name?: string;
    readonly allowedOrigins?: readonly string[];
    /** How many of a hundred people are offered their events over NATS; null: as the server is set. */
    readonly natsPercentage?: number | null;
  }): Promise<Workspace>;
  leave(): Promise<void>;
  previewInvite(code: string): Promise<InvitePreview>;
  acceptInvite(code: string): Promise<WorkspaceSummary>;
  invites(): Promise<readonly Invite[]>;
  createInvite(input?: {
    readonly role?: Exclude<Role, 'owner'>;
    readonly channelIds?: readonly ChannelId[];
    readonly maxUses?: number | null;
    readonly expiresInSeconds?: number | null;
  }): Promise<CreatedInvite>;
  revokeInvite(id: InviteId): Promise<void>;
  appKeys(): Promise<readonly AppKey[]>;
  createAppKey(
    input: { readonly name: string } & (
      { readonly kind: 'secret' } | { readonly kind: 'jwks'; readonly jwksUrl: string }
    ),
  ): Promise<CreatedAppKey>;
  revokeAppKey(id: AppKeyId): Promise<void>;
}
