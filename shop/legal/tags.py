"""The only tags a legal text may use: a merchant's text can loop and choose, nothing else."""

from django import template
from django.template import defaulttags

register = template.Library()
register.tag("comment", defaulttags.comment)
register.tag("for", defaulttags.do_for)
register.tag("if", defaulttags.do_if)
