// exchange: one turn by the official SDK, streamed, its words on standard output
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const stream = await client.responses.create({
	model: 'gpt-5-mini', input: 'hi', stream: true, store: false,
});
for await (const event of stream)
	if (event.type === 'response.output_text.delta')
		process.stdout.write(event.delta);
