"""The configured surfaces. A process that does not use one does not import it."""

from importlib import import_module

from bot.channels.base import Receiver, Sender
from bot.settings import Aibot, Channels, Wechat, WecomApp


def receivers(channels: Channels) -> list[Receiver]:
    """Where we listen."""
    found: list[Receiver] = []
    if channels.wechat is not None:
        found.append(_wechat(channels.wechat))
    if channels.aibot is not None:
        found.append(_aibot(channels.aibot))
    return found


def senders(channels: Channels) -> dict[str, Sender]:
    """How we push, by the identity space it reaches."""
    found: list[Sender] = []
    if channels.wechat is not None and channels.wechat.app_secret:
        found.append(_wechat_sender(channels.wechat))
    if channels.wecom_app is not None:
        found.append(_wecom_app(channels.wecom_app))
    return {sender.channel: sender for sender in found}


def warm_up(channels: Channels) -> None:
    """Import what only rare messages need, after the start and beside the loop: it takes 0.2 s."""
    if channels.wechat is not None:
        import_module("bot.channels.wechat_typed")


def _wechat(chosen: Wechat) -> Receiver:
    from bot.channels.wechat import WeChat

    key = chosen.encoding_aes_key.reveal()
    return WeChat(token=chosen.token.reveal(), encoding_aes_key=key, app_id=chosen.app_id)


def _wechat_sender(chosen: Wechat) -> Sender:
    from bot.channels.wechat import WeChatSender

    return WeChatSender(app_id=chosen.app_id, app_secret=chosen.app_secret.reveal(), api_base=chosen.api_base)


def _aibot(chosen: Aibot) -> Receiver:
    from bot.channels.aibot import AiBot

    key = chosen.encoding_aes_key.reveal()
    return AiBot(token=chosen.token.reveal(), encoding_aes_key=key, bot_id=chosen.bot_id)


def _wecom_app(chosen: WecomApp) -> Sender:
    from bot.channels.wecom_app import WeComSender

    return WeComSender(
        corp_id=chosen.corp_id,
        corp_secret=chosen.corp_secret.reveal(),
        agent_id=chosen.agent_id,
        api_base=chosen.api_base,
    )
