"""The desk's own words and rules, told everything they need; standard library only.

conversation  one talk; has one or more persons
person        one person of a talk with own facts, needs and outcome
fact          one answer out of a closed list of codes
need          one of the need areas
door          where someone can be sent; behind it stand services of the directory
suggestion    door, reasons and second choice, as the rules give it
outcome       what was decided in the end
tally         counts of one desk and day: batches of cells
batch         counts of one desk and profile over days; its highest revision counts
cell          how often one row of one table was counted
paper         a table of the committee, as its row order and words are
release       numbers that leave the house, rounded
"""
