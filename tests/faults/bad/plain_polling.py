"""A bot as the library's examples write it: `run_polling`, one handler, one row, one answer.

What is wrong with it: the library confirms a batch when it lies in memory, before a handler has seen it.
"""

import asyncio
import os
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from tests.faults.bad.book import WORK, opened, write


def main() -> None:
    book = opened()

    async def tell(update: Update, _context: Any) -> None:
        message = update.effective_message
        assert message is not None
        await asyncio.sleep(WORK)
        write(book, message.chat_id, message.text or "")
        await message.reply_text(f"Noted: {message.text}")

    builder = ApplicationBuilder().token(os.environ["REGEN_BOT_TOKEN"]).base_url(os.environ["REGEN_API_URL"])
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, tell))
    application.run_polling()


if __name__ == "__main__":
    main()
