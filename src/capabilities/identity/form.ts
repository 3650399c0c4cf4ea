import { z } from 'zod';
import { id } from '#platform/forms/fields.ts';

export const personaForm = z.object({ person: id });
