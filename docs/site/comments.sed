# Doxygen's input filter: the comments of lib/bros as Doxygen reads them. Lines keep their numbers.
# "/// Math:  .." and its like become labelled paragraphs, "///   name  .." an item, `name` code; all else is plain text.
\#^ *//[^/]#b
\#///#!b
h
s#^(.*///<?).*#\1#
x
s#^.*///<?##
s#\\#\\\\#g
s#@#\\@#g
s#&#\&amp;#g
s#<#\&lt;#g
s#>#\&gt;#g
s#--#\\--#g
s#^   ([^ ])# @li \1#
s#(^|  ) ?((Math|Shapes|Requires|Ensures|Random|Cost|Source|Throws|Example)(, (Math|Shapes|Requires|Ensures|Random|Cost|Source))*): *# @labelled{\2} #g
s#`([^`]*)`#<tt>\1</tt>#g
H
x
s#\n##
