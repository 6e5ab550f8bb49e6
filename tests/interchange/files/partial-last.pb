META
key;value
description;De eerste die niet past krijgt de rest
num_projects;3
num_votes;3
budget;10000
vote_type;approval
rule;greedy
leftover_budget;Partially fund one additional project with highest score
PROJECTS
project_id;cost;votes;name
a;7000;3;First
b;4000;2;Gets what is left
c;1000;1;Would fit
VOTES
voter_id;vote
1;a,b,c
2;a,b
3;a
