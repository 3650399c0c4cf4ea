import { sql } from 'kysely';
import { requirePerson, type MembershipRole } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';

/** Tasks lent between two days, as one of the two sees it. */
export interface MyLending {
	id: string;
	organisation: { name: string; slug: string };
	role: MembershipRole;
	/** The other one. */
	name: string;
	/** 'YYYY-MM-DD', both included. */
	startsOn: string;
	endsOn: string;
	/** By the Swedish calendar. `ended`: taken back before its time. */
	state: 'now' | 'coming' | 'over' | 'ended';
	endedAt: Date | null;
}

export interface MyLendings {
	byMe: MyLending[];
	toMe: MyLending[];
}

/** What the asker has lent, and what was lent to them; the latest first. */
export async function myLendings(ctx: Context): Promise<MyLendings> {
	const personId = requirePerson(ctx);
	const { rows } = await sql<Omit<MyLending, 'organisation'> & { org: string; slug: string; mine: boolean }>`
		select s.id, o.name as org, o.slug, m.role, m.person_id = ${personId} as mine, p.name,
			s.starts_on as "startsOn", s.ends_on as "endsOn", s.ended_at as "endedAt",
			case when s.ended_at is not null or m.ended_at is not null then 'ended' when today.day < s.starts_on then 'coming'
				when today.day > s.ends_on then 'over' else 'now' end as state
		from substitution s join membership m on m.id = s.membership_id join organisation o on o.id = m.organisation_id
		join person p on p.id = case when m.person_id = ${personId} then s.substitute_id else m.person_id end
		cross join (select (now() at time zone 'Europe/Stockholm')::date as day) as today
		where m.person_id = ${personId} or s.substitute_id = ${personId}
		order by s.starts_on desc, s.created_at desc limit 100`.execute(ctx.db);
	const view = ({ org, slug, mine: _mine, ...row }: (typeof rows)[number]): MyLending => ({
		...row,
		organisation: { name: org, slug }
	});
	return {
		byMe: rows.filter((row) => row.mine).map(view),
		toMe: rows.filter((row) => !row.mine).map(view)
	};
}
