import * as z from 'zod';
import type { AppKeyId, InviteId, WorkspaceId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Channel, Membership, channelId } from '../channels/schemas.ts';
import { Presence } from '../presence/schemas.ts';
import { id, moment, name, slug, text, version, webUrl } from '../schema.ts';
import { Me, Role, User, userId } from '../users/schemas.ts';

export const workspaceId = id<WorkspaceId>('Identifies a workspace.');

/** A web origin in its canonical form. */
const origin = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value),
    'must be an origin such as https://app.example.com, without a path',
  )
  .meta({ description: 'A web origin: scheme, host and port.', examples: ['https://app.example.com'] });

/** A walled-off place with its own people and channels. */
export const Workspace = z
  .strictObject({
    id: workspaceId,
    slug,
    name: name('Name of the workspace.'),
    createdAt: moment('When it was made.'),
    version,
  })
  .meta({ id: 'Workspace', description: 'A walled-off place with its own people and channels.' });

/** One of the caller's workspaces. */
export const WorkspaceSummary = z
  .strictObject({ workspace: Workspace, role: Role })
  .meta({ id: 'WorkspaceSummary', description: 'A workspace of the caller and their role in it.' });

export const WorkspaceList = z
  .strictObject({ items: z.array(WorkspaceSummary).readonly() })
  .meta({ id: 'WorkspaceList' });

export const CreateWorkspace = z
  .strictObject({ id: workspaceId, slug, name: Workspace.shape.name })
  .meta({ id: 'CreateWorkspace' });

export const UpdateWorkspace = z
  .strictObject({
    name: Workspace.shape.name.optional(),
    allowedOrigins: z.array(origin).max(limits.allowedOrigins).optional().meta({
      description:
        "The origins whose pages may use this workspace, besides the server's own. Replaces the list.",
    }),
    natsPercentage: z.number().int().min(0).max(100).nullable().optional().meta({
      description:
        'How many of a hundred people are offered their events over NATS, always the same ones; null: as the server is set. Counts from their next connection on.',
    }),
  })
  .meta({ id: 'UpdateWorkspace', description: 'What is given is changed; what is left out stays.' });

/** All that a client needs to paint its first view and then follow the events. */
export const Snapshot = z
  .strictObject({
    cursor: z.string().meta({ description: 'Where the event stream goes on after this snapshot.' }),
    workspace: Workspace,
    me: Me,
    channels: z.array(Channel).readonly().meta({ description: 'The channels that the caller belongs to.' }),
    memberships: z
      .array(Membership)
      .readonly()
      .meta({ description: "The caller's membership of each of them." }),
    users: z.array(User).readonly().meta({
      description:
        'The caller and the people of their direct and group conversations; others are asked for when met.',
    }),
    presence: z
      .array(Presence)
      .readonly()
      .meta({ description: 'Who is not offline, as far as the caller may see.' }),
  })
  .meta({ id: 'Snapshot', description: 'The state of a workspace for the caller at one cursor.' });

/** A link that lets people in. */
export const Invite = z
  .strictObject({
    id: id<InviteId>('Identifies an invite.'),
    role: Role.exclude(['owner']),
    channelIds: z
      .array(channelId)
      .readonly()
      .meta({ description: 'Channels that whoever accepts is added to.' }),
    maxUses: z
      .number()
      .int()
      .positive()
      .nullable()
      .meta({ description: 'How often it can be accepted; null for any number.' }),
    uses: z.number().int().nonnegative(),
    createdBy: userId,
    createdAt: moment('When it was made.'),
    expiresAt: moment('When it ends.').nullable(),
  })
  .meta({ id: 'Invite', description: 'A link that lets people into the workspace.' });

export const CreateInvite = z
  .strictObject({
    id: Invite.shape.id,
    role: Invite.shape.role.default('member'),
    channelIds: z.array(channelId).max(limits.idsPerRequest).default([]),
    maxUses: z.number().int().min(1).max(100_000).nullable().default(null),
    expiresInSeconds: z
      .number()
      .int()
      .min(60)
      .max(366 * 86_400)
      .nullable()
      .default(7 * 86_400),
  })
  .meta({ id: 'CreateInvite' });

/** The code of an invite is told once, when it is made; the server keeps only its hash. */
export const CreatedInvite = z
  .strictObject({
    invite: Invite,
    code: z.string().meta({ description: 'The secret part of the link. Told once.' }),
    url: z
      .string()
      .meta({ description: 'A link to a page of this server where the invite can be accepted.' }),
  })
  .meta({ id: 'CreatedInvite' });

export const InviteList = z.strictObject({ items: z.array(Invite).readonly() }).meta({ id: 'InviteList' });

export const InvitePreview = z
  .strictObject({ workspace: Workspace, role: Invite.shape.role, invitedBy: z.string() })
  .meta({ id: 'InvitePreview', description: 'What somebody sees of an invite before they accept it.' });

export const inviteCode = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,64}$/, 'must be the code of an invite')
  .meta({ description: 'The secret part of an invite link.' });

/** Lets a host application vouch for its own users. */
export const AppKey = z
  .strictObject({
    id: id<AppKeyId>('Identifies an app key; a host token names it in its "kid" header.'),
    name: name('What it is for.'),
    kind: z.enum(['secret', 'jwks']).meta({
      description: "`secret`: HS256 with a shared secret; `jwks`: the host's public keys at an address.",
    }),
    jwksUrl: webUrl('Where the public keys of the host are.').nullable(),
    createdAt: moment('When it was made.'),
    lastUsedAt: moment('When it last vouched for somebody.').nullable(),
  })
  .meta({ id: 'AppKey', description: 'Lets a host application vouch for its own users.' });

export const CreateAppKey = z
  .discriminatedUnion('kind', [
    z.strictObject({ id: AppKey.shape.id, kind: z.literal('secret'), name: AppKey.shape.name }),
    z.strictObject({
      id: AppKey.shape.id,
      kind: z.literal('jwks'),
      name: AppKey.shape.name,
      jwksUrl: webUrl('Where the public keys of the host are.'),
    }),
  ])
  .meta({ id: 'CreateAppKey' });

export const CreatedAppKey = z
  .strictObject({
    appKey: AppKey,
    secret: text(
      200,
      'The shared secret, in base64url; null for a key of kind `jwks`. Told once.',
    ).nullable(),
  })
  .meta({ id: 'CreatedAppKey' });

export const AppKeyList = z.strictObject({ items: z.array(AppKey).readonly() }).meta({ id: 'AppKeyList' });
